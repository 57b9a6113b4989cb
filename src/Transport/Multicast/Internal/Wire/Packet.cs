namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>A datagram as a receiver understands it, whatever its format.</summary>
internal ref struct Packet
{
    /// <summary>What it is.</summary>
    public PacketKind Kind;

    /// <summary>Which of its sender's streams it belongs to.</summary>
    public long Stream;

    /// <summary>Which run of the stream.</summary>
    public uint Epoch;

    /// <summary>Its number, as long as the format has it: <see cref="SequenceBits"/>; -1 without one.</summary>
    public long Sequence;

    /// <summary>How many bits the number has; 64 for one that never wraps, 0 without one.</summary>
    public int SequenceBits;

    /// <summary>When it was sent, in nanoseconds since 1970; 0 if it does not say.</summary>
    public long Sent;

    /// <summary>What time the media clock of an RTP packet says.</summary>
    public uint MediaTime;

    /// <summary>Whether an RTP packet is the last of its frame.</summary>
    public bool EndsFrame;

    /// <summary>Milliseconds after which it is of no use; 0 for ever.</summary>
    public int MaxAge;

    /// <summary>Which of its sender's sealings this was: it rises over all runs. 0 for a datagram in clear.</summary>
    public long SealCounter;

    /// <summary>Whether it was sent before, and came because somebody asked for it.</summary>
    public bool IsRetransmit;

    public MulticastFlags Flags;

    public int Priority;

    /// <summary>The datagram as it came.</summary>
    public ReadOnlySpan<byte> Datagram;

    public ReadOnlySpan<byte> Payload;

    /// <summary>The whole message's length; 0 when this is the whole.</summary>
    public int MessageLength;

    /// <summary>Which message a fragment belongs to.</summary>
    public uint Message;

    /// <summary>Where in it the fragment begins.</summary>
    public int Offset;

    /// <summary>The CRC-32C of the whole message.</summary>
    public uint Checksum;
}
