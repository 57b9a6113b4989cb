namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>The first octet of a frame. The other bits are sent as 0 and not looked at.</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,

    /// <summary>More frames of this message follow.</summary>
    More = 1,

    /// <summary>The size takes eight octets instead of one.</summary>
    Long = 2,

    /// <summary>It is for the protocol, not for the application.</summary>
    Command = 4,

    /// <summary>The bits that mean something.</summary>
    Known = More | Long | Command,
}
