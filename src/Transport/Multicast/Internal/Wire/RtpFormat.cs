using System.Buffers.Binary;

namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>RTP (RFC 3550): 12 bytes, contributing sources, an extension, the payload, padding.</summary>
/// <param name="payloadType">What an outgoing packet carries; 33 is MPEG-TS (RFC 3551).</param>
/// <param name="source">The synchronisation source of outgoing packets.</param>
internal sealed class RtpFormat(int payloadType, uint source) : IWireFormat
{
    /// <summary>MPEG-TS (RFC 3551, table 5).</summary>
    public const int MpegTransportStream = 33;

    private const int Size = 12;
    private const int Version = 2;
    private const int Padding = 0x20;
    private const int Extension = 0x10;
    private const int ExtensionSize = 4;
    private const int MarkerBit = 0x80;

    // The media clock of MPEG-TS and video runs at 90 kHz (RFC 2250): 9 ticks in 100,000 ns.
    private const long ClockTicks = 9;
    private const long ClockNanoseconds = 100_000;

    public int HeaderLength => Size;

    public void Read(ReadOnlySpan<byte> datagram, out Packet packet)
    {
        packet = default;
        if (datagram.Length < Size || datagram[0] >> 6 != Version)
        {
            return;
        }

        int start = Size + ((datagram[0] & 0xF) * 4);
        if ((datagram[0] & Extension) != 0)
        {
            if (datagram.Length < start + ExtensionSize)
            {
                return;
            }

            start += ExtensionSize + (BinaryPrimitives.ReadUInt16BigEndian(datagram[(start + 2)..]) * 4);
        }

        // The last byte of padding says how many there are, itself included.
        int end = datagram.Length - ((datagram[0] & Padding) != 0 ? datagram[^1] : 0);
        if (end < start || ((datagram[0] & Padding) != 0 && datagram[^1] == 0))
        {
            return;
        }

        packet.Kind = PacketKind.Data;
        packet.Sequence = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        packet.SequenceBits = 16;
        packet.MediaTime = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]);
        packet.Stream = BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]);
        packet.EndsFrame = (datagram[1] & MarkerBit) != 0;
        packet.Payload = datagram[start..end];
    }

    public void WriteData(Span<byte> datagram, in OutgoingData what)
    {
        datagram[0] = Version << 6;
        datagram[1] = (byte)payloadType;
        BinaryPrimitives.WriteUInt32BigEndian(datagram[8..], source);
    }

    public void Stamp(Span<byte> datagram, long sequence, long sentNanoseconds)
    {
        BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], (ushort)sequence);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[4..], (uint)(sentNanoseconds / ClockNanoseconds * ClockTicks));
    }

    public int WriteControl(Span<byte> datagram, PacketKind kind, long nextSequence, long sentNanoseconds, int payloadLength = 0) => 0;
}
