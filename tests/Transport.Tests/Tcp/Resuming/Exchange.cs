namespace Sockets.Transport.Tests.Tcp.Resuming;

/// <summary>What two sides say to each other.</summary>
public enum Exchange
{
    /// <summary>Messages both ways, short ones.</summary>
    Plain,

    /// <summary>Messages both ways, of which most are compressed.</summary>
    Compressed,

    /// <summary>Requests of both sides, all at once.</summary>
    Requests,
}
