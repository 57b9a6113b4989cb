using System.Buffers.Binary;

namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>
/// The datagrams of iperf 2's UDP test: number (low word, signed), seconds, microseconds, number (high word), and a
/// filler, whose first bytes a server reads as settings of a client and takes as none when they are 0. Numbers start at
/// 1; the last datagram has a negative one and ends the test.
/// </summary>
internal sealed class Iperf2Format : IWireFormat
{
    /// <summary>The number and the time.</summary>
    public const int Size = 16;

    private const long NanosecondsPerSecond = 1_000_000_000;

    public int HeaderLength => Size;

    public void Read(ReadOnlySpan<byte> datagram, out Packet packet)
    {
        packet = default;
        if (datagram.Length < Size)
        {
            return;
        }

        int low = BinaryPrimitives.ReadInt32BigEndian(datagram);
        int high = BinaryPrimitives.ReadInt32BigEndian(datagram[12..]);
        uint seconds = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]);
        uint microseconds = BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]);
        packet.Kind = low < 0 ? PacketKind.End : PacketKind.Data;
        packet.Sequence = low < 0 ? -(long)low : low;
        packet.SequenceBits = 32;
        packet.Sent = (seconds * NanosecondsPerSecond) + (microseconds * 1000L);
        packet.Payload = datagram[Size..];
        if (microseconds >= 1_000_000 || high is not (0 or -1))
        {
            packet.Kind = PacketKind.Malformed;
        }
    }

    public void WriteData(Span<byte> datagram, in OutgoingData what) => datagram[..Size].Clear();

    public void Stamp(Span<byte> datagram, long sequence, long sentNanoseconds)
    {
        BinaryPrimitives.WriteInt32BigEndian(datagram, (int)sequence);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[4..], (uint)(sentNanoseconds / NanosecondsPerSecond));
        BinaryPrimitives.WriteUInt32BigEndian(datagram[8..], (uint)(sentNanoseconds % NanosecondsPerSecond / 1000));
        BinaryPrimitives.WriteInt32BigEndian(datagram[12..], 0);
    }

    public int WriteControl(Span<byte> datagram, PacketKind kind, long nextSequence, long sentNanoseconds, int payloadLength = 0)
    {
        if (kind != PacketKind.End)
        {
            return 0;
        }

        // The server counts this datagram as one: it is the last number, negative.
        datagram[..EndLength].Clear();
        Stamp(datagram, -nextSequence, sentNanoseconds);
        BinaryPrimitives.WriteInt32BigEndian(datagram[12..], -1);
        return EndLength;
    }

    /// <summary>An end is as long as a short datagram of the test, so that a server that expects settings finds zeros.</summary>
    private const int EndLength = 64;
}
