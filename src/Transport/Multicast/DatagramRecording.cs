using System.Buffers.Binary;
using System.Net;
using Sockets.Transport.Multicast.Internal.Pcap;

namespace Sockets.Transport.Multicast;

/// <summary>
/// Reads the UDP datagrams of a pcap file: one that <see cref="MulticastReceiverOptions.Recording"/> wrote, or one of tcpdump or
/// Wireshark, with times in micro- or nanoseconds, of Ethernet, of Linux's cooked captures, or of bare IP. Other packets and
/// fragments of datagrams are skipped and counted. pcapng is another format.
/// </summary>
public sealed class DatagramRecording
{
    private const int LongestPacket = 262_144;
    private const uint EthernetLink = 1;
    private const uint CookedLink = 113;
    private const uint Cooked2Link = 276;
    private const int EtherIp4 = 0x0800;
    private const int EtherIp6 = 0x86DD;
    private const int EtherVlan = 0x8100;

    private readonly Stream _stream;
    private readonly byte[] _packet = new byte[LongestPacket];
    private readonly bool _isBigEndian;
    private readonly long _nanosecondsPerUnit;
    private readonly uint _link;

    /// <summary>Reads the head of a file.</summary>
    /// <param name="stream">The file; it stays the caller's.</param>
    /// <exception cref="InvalidDataException">It is no pcap file, or of a link that is not known.</exception>
    public DatagramRecording(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        Span<byte> header = stackalloc byte[PcapFormat.FileHeaderLength];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            throw new InvalidDataException("This is no pcap file: it is shorter than the head of one.");
        }

        uint little = BinaryPrimitives.ReadUInt32LittleEndian(header);
        uint magic = little is PcapFormat.NanosecondMagic or PcapFormat.MicrosecondMagic ? little : BinaryPrimitives.ReverseEndianness(little);
        _isBigEndian = magic != little;
        _nanosecondsPerUnit = magic switch
        {
            PcapFormat.NanosecondMagic => 1,
            PcapFormat.MicrosecondMagic => 1000,
            _ => throw new InvalidDataException(
                $"This is no pcap file: it begins with {little:x8}. A pcapng file becomes one with: editcap -F pcap in.pcapng out.pcap"),
        };
        _link = Read(header[20..]) & 0xFFFF;
        if (_link is not (PcapFormat.RawLink or EthernetLink or CookedLink or Cooked2Link))
        {
            throw new InvalidDataException($"This pcap file is of link type {_link}; known are Ethernet (1), bare IP (101) and Linux cooked (113, 276).");
        }
    }

    /// <summary>Packets that were no whole UDP datagram.</summary>
    public long Skipped { get; private set; }

    /// <summary>Reads the next datagram. False at the end, also where a file was cut off.</summary>
    /// <param name="datagram">The datagram; its payload is valid until the next call.</param>
    /// <exception cref="InvalidDataException">A packet is longer than any can be.</exception>
    public bool TryRead(out RecordedDatagram datagram)
    {
        Span<byte> header = stackalloc byte[PcapFormat.RecordHeaderLength];
        while (_stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length)
        {
            uint length = Read(header[8..]);
            if (length > LongestPacket)
            {
                throw new InvalidDataException($"This pcap file is broken: a packet of {length} bytes.");
            }

            Span<byte> packet = _packet.AsSpan(0, (int)length);
            if (_stream.ReadAtLeast(packet, packet.Length, throwOnEndOfStream: false) < packet.Length)
            {
                break;
            }

            if (TryFindUdp(packet, out int start, out int end, out IPEndPoint? to))
            {
                long time = (Read(header) * 1_000_000_000L) + (Read(header[4..]) * _nanosecondsPerUnit);
                datagram = new RecordedDatagram(time, to!, _packet.AsMemory(start, end - start));
                return true;
            }

            Skipped++;
        }

        datagram = default;
        return false;
    }

    private static bool IsFragment(ReadOnlySpan<byte> ip4) => (BinaryPrimitives.ReadUInt16BigEndian(ip4[6..]) & 0x3FFF) != 0;

    private bool TryFindUdp(ReadOnlySpan<byte> packet, out int start, out int end, out IPEndPoint? to)
    {
        (start, end, to) = (0, 0, null);
        int ip = IpOffset(packet);
        if (ip < 0 || packet.Length < ip + PcapFormat.Ip4HeaderLength)
        {
            return false;
        }

        ReadOnlySpan<byte> header = packet[ip..];
        bool isIp4 = header[0] >> 4 == 4;
        int length = isIp4 ? (header[0] & 0xF) * 4 : PcapFormat.Ip6HeaderLength;
        if ((!isIp4 && header[0] >> 4 != 6) || length < PcapFormat.Ip4HeaderLength || header.Length < length + PcapFormat.UdpHeaderLength
            || header[isIp4 ? 9 : 6] != PcapFormat.UdpProtocol || (isIp4 && IsFragment(header)))
        {
            return false;
        }

        ReadOnlySpan<byte> udp = header[length..];
        int udpLength = BinaryPrimitives.ReadUInt16BigEndian(udp[4..]);
        start = ip + length + PcapFormat.UdpHeaderLength;
        end = ip + length + udpLength;
        to = new IPEndPoint(
            new IPAddress(isIp4 ? header.Slice(16, 4) : header.Slice(24, 16)), BinaryPrimitives.ReadUInt16BigEndian(udp[2..]));
        return udpLength >= PcapFormat.UdpHeaderLength && udpLength <= udp.Length;
    }

    private int IpOffset(ReadOnlySpan<byte> packet)
    {
        if (_link == PcapFormat.RawLink)
        {
            return 0;
        }

        (int type, int offset) = _link switch
        {
            EthernetLink => (12, 14),
            CookedLink => (14, 16),
            _ => (0, 20),
        };
        if (packet.Length < offset)
        {
            return -1;
        }

        int kind = BinaryPrimitives.ReadUInt16BigEndian(packet[type..]);
        if (kind == EtherVlan && packet.Length >= offset + 4)
        {
            kind = BinaryPrimitives.ReadUInt16BigEndian(packet[(offset + 2)..]);
            offset += 4;
        }

        return kind is EtherIp4 or EtherIp6 ? offset : -1;
    }

    private uint Read(ReadOnlySpan<byte> bytes) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
