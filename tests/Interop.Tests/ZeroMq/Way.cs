namespace Sockets.Interop.Tests.ZeroMq;

/// <summary>What the bytes go over.</summary>
public enum Way
{
    /// <summary>TCP on loopback.</summary>
    Tcp,

    /// <summary>A Unix socket.</summary>
    Ipc,
}
