using System.Buffers.Binary;
using Sockets.Transport.Links;

namespace Sockets.Transport.Multicast.Internal.Pcap;

/// <summary>
/// Writes pcap files with times in nanoseconds whose packets begin with their IP header (LINKTYPE_RAW). The kernel gives a
/// datagram without its headers: they are made of its addresses, so that other programs can read the file.
/// </summary>
internal static class PcapFormat
{
    public const uint NanosecondMagic = 0xA1B2_3C4D;
    public const uint MicrosecondMagic = 0xA1B2_C3D4;
    public const int FileHeaderLength = 24;
    public const int RecordHeaderLength = 16;
    public const int Ip4HeaderLength = 20;
    public const int Ip6HeaderLength = 40;
    public const int UdpHeaderLength = 8;
    public const int UdpProtocol = 17;

    /// <summary>The type of a file whose packets begin with their IP header.</summary>
    public const uint RawLink = 101;

    /// <summary>The most bytes that a record adds to its datagram.</summary>
    public const int MostOverhead = RecordHeaderLength + Ip6HeaderLength + UdpHeaderLength;

    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int LongestPacket = 262_144;
    private const int HopLimit = 1;

    /// <summary>Writes the header of a file.</summary>
    public static void WriteFileHeader(Span<byte> header)
    {
        header[..FileHeaderLength].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, NanosecondMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], LongestPacket);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], RawLink);
    }

    /// <summary>Writes a record. Gives its length.</summary>
    /// <param name="record">At least <see cref="MostOverhead"/> longer than the datagram.</param>
    /// <param name="datagram">The datagram.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="to">Where it went.</param>
    /// <param name="time">When it was received, in nanoseconds since 1970.</param>
    public static int WriteRecord(Span<byte> record, ReadOnlySpan<byte> datagram, in DatagramSource from, in DatagramSource to, long time)
    {
        Span<byte> packet = record[RecordHeaderLength..];
        int ip = from.IsIp4 ? WriteIp4(packet, datagram.Length, from, to) : WriteIp6(packet, datagram.Length, from, to);
        Span<byte> udp = packet[ip..];
        BinaryPrimitives.WriteUInt16BigEndian(udp, from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], to.Port);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)(UdpHeaderLength + datagram.Length));
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], 0);
        datagram.CopyTo(udp[UdpHeaderLength..]);
        int length = ip + UdpHeaderLength + datagram.Length;
        if (!from.IsIp4)
        {
            // Optional in IPv4 (RFC 768), required in IPv6 (RFC 8200, 8.1).
            BinaryPrimitives.WriteUInt16BigEndian(udp[6..], ChecksumOf(packet.Slice(8, 32), udp[..(length - ip)]));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(time / NanosecondsPerSecond));
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(time % NanosecondsPerSecond));
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], (uint)length);
        return RecordHeaderLength + length;
    }

    private static int WriteIp4(Span<byte> packet, int length, in DatagramSource from, in DatagramSource to)
    {
        packet[..Ip4HeaderLength].Clear();
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(Ip4HeaderLength + UdpHeaderLength + length));
        packet[8] = HopLimit;
        packet[9] = UdpProtocol;
        BinaryPrimitives.WriteUInt32BigEndian(packet[12..], (uint)from.Low);
        BinaryPrimitives.WriteUInt32BigEndian(packet[16..], (uint)to.Low);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], (ushort)~Fold(Sum(packet[..Ip4HeaderLength])));
        return Ip4HeaderLength;
    }

    private static int WriteIp6(Span<byte> packet, int length, in DatagramSource from, in DatagramSource to)
    {
        packet[..Ip6HeaderLength].Clear();
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(UdpHeaderLength + length));
        packet[6] = UdpProtocol;
        packet[7] = HopLimit;
        BinaryPrimitives.WriteUInt64BigEndian(packet[8..], from.High);
        BinaryPrimitives.WriteUInt64BigEndian(packet[16..], from.Low);
        BinaryPrimitives.WriteUInt64BigEndian(packet[24..], to.High);
        BinaryPrimitives.WriteUInt64BigEndian(packet[32..], to.Low);
        return Ip6HeaderLength;
    }

    private static ushort ChecksumOf(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> udp)
    {
        ushort checksum = (ushort)~Fold(Sum(addresses) + Sum(udp) + udp.Length + UdpProtocol);
        return checksum == 0 ? ushort.MaxValue : checksum;
    }

    private static long Sum(ReadOnlySpan<byte> bytes)
    {
        long sum = 0;
        for (int i = 0; i + 1 < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        }

        return bytes.Length % 2 == 0 ? sum : sum + (bytes[^1] << 8);
    }

    private static long Fold(long sum)
    {
        while (sum >> 16 != 0)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return sum;
    }
}
