namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>The flags of TMC1 datagrams. Bits 0x0700 are the priority; all others are sent as 0 and ignored.</summary>
[Flags]
internal enum Tmc1Flags : ushort
{
    None = 0,

    /// <summary>Part of a message: the header is 16 bytes longer.</summary>
    Fragment = 0x0001,

    /// <summary>A key frame, or part of one.</summary>
    Key = 0x0002,

    /// <summary>A frame on which no other builds, or part of one.</summary>
    Discardable = 0x0004,

    /// <summary>Sent before; it came because somebody asked for it again.</summary>
    Retransmit = 0x0008,

    /// <summary>The payload is encrypted and the whole datagram authenticated.</summary>
    Sealed = 0x0010,
}
