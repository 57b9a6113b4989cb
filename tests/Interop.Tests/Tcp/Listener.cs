namespace Sockets.Interop.Tests.Tcp;

/// <summary>Which side waits for the other.</summary>
public enum Listener
{
    /// <summary>The library or the tool under test listens.</summary>
    Ours,

    /// <summary>The foreign peer listens.</summary>
    Peer,
}
