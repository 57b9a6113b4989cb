namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>Why a session is refused, ended or broken off (docs/wire/tcp.md, section 6).</summary>
internal enum ReasonCode : ushort
{
    /// <summary>Done; nothing went wrong.</summary>
    Done = 0,

    /// <summary>No version in common.</summary>
    Version = 1,

    /// <summary>A limit on connections is reached; coming back later may help.</summary>
    Busy = 2,

    /// <summary>The terms of the HELLO or WELCOME cannot be met.</summary>
    Terms = 3,

    /// <summary>What arrived breaks the protocol.</summary>
    Protocol = 4,

    /// <summary>A frame or message longer than announced as acceptable.</summary>
    TooLarge = 5,

    /// <summary>More was sent than was granted.</summary>
    Credit = 6,

    /// <summary>The sequence audit failed: a message is missing or came twice.</summary>
    Sequence = 7,

    /// <summary>The handshake or a frame took too long.</summary>
    Timeout = 8,

    /// <summary>The application's handler failed.</summary>
    Handler = 9,

    /// <summary>The application stopped before everything was sent or received.</summary>
    ShuttingDown = 10,

    /// <summary>The peer did not keep up, and the sender's policy is to end such sessions.</summary>
    TooSlow = 11,

    /// <summary>The client did not prove that it may come in.</summary>
    Unauthorized = 12,

    /// <summary>No session is known that could be resumed like this.</summary>
    SessionUnknown = 13,
}
