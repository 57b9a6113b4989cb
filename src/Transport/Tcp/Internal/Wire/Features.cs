namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>What a side offers in HELLO and WELCOME beyond the plain session (docs/wire/tcp.md, section 4.1).</summary>
[Flags]
internal enum Features : ulong
{
    None = 0,

    /// <summary>REQUEST, REPLY and CANCEL.</summary>
    Requests = 1,

    /// <summary>Compressed messages, by an algorithm that both sides have.</summary>
    Compression = 2,

    /// <summary>The session may be resumed after a cut.</summary>
    Resume = 4,
}
