using System.Buffers.Binary;
using Sockets.Transport.Multicast;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>
/// A video of which every packet says which part of which frame it is: of 36 frames one is a key frame, twelve are
/// referred to by the next ones and the others by none. What a reader takes of it is given back, and shows what a decoder
/// could make of it.
/// </summary>
/// <param name="codec">How frames are told.</param>
/// <param name="wire">What carries them.</param>
internal sealed class MadeUpVideo(MadeUpVideo.Codec codec, MulticastWire wire)
{
    private const int Group = 36;
    private const int TagSize = 8;
    private const int TsPacket = 188;

    private readonly Dictionary<int, int> _taken = [];
    private int _datagrams;
    private int _frames;

    internal enum Codec
    {
        Flags,
        H264,
        H265,
        TransportStream,
    }

    /// <summary>Key frames that were sent.</summary>
    public int KeysSent => (_frames + Group - 1) / Group;

    /// <summary>Key frames of which the reader has every part.</summary>
    public int KeysTaken => _taken.Count(t => t.Key % Group == 0 && t.Value == PartsOf(t.Key));

    /// <summary>The datagrams of the next frames.</summary>
    public IEnumerable<byte[]> Send(int frames) => codec == Codec.TransportStream ? SendTransportStream(frames) : SendPackets(frames);

    /// <summary>The reader took this.</summary>
    public void OnTaken(ReadOnlySpan<byte> payload)
    {
        int unit = codec == Codec.TransportStream ? TsPacket : payload.Length;
        for (int at = 0; at < payload.Length; at += unit)
        {
            ReadOnlySpan<byte> tag = payload.Slice(at + unit - TagSize, TagSize);
            if (tag[4] == 0)
            {
                int frame = BinaryPrimitives.ReadInt32BigEndian(tag);
                _taken[frame] = _taken.GetValueOrDefault(frame) + 1;
            }
        }
    }

    /// <summary>Every frame that was taken is whole, and so is each that it builds on.</summary>
    public void AssertDecodable()
    {
        foreach ((int frame, int parts) in _taken)
        {
            Assert.True(parts == PartsOf(frame), $"Of frame {frame} came {parts} of {PartsOf(frame)} parts.");
            int before = frame - 1;
            while (frame % Group != 0 && KindOf(before) == MulticastFlags.Discardable)
            {
                before--;
            }

            Assert.True(frame % Group == 0 || _taken.ContainsKey(before), $"Frame {frame} came without {before}.");
        }
    }

    private MulticastFlags KindOf(int frame) => (frame % Group) switch
    {
        0 => MulticastFlags.Key,
        int i when i % 3 == 1 || codec == Codec.TransportStream => MulticastFlags.None,
        _ => MulticastFlags.Discardable,
    };

    /// <summary>Parts without which it cannot be decoded.</summary>
    private int PartsOf(int frame) => codec switch
    {
        Codec.Flags => 1,
        Codec.TransportStream => frame % Group == 0 ? 17 : 1 + (frame * 7 % 20),
        _ => KindOf(frame) switch { MulticastFlags.Key => 3, MulticastFlags.None => 2, _ => 1 },
    };

    private IEnumerable<byte[]> SendPackets(int frames)
    {
        for (int end = _frames + frames; _frames < end; _frames++)
        {
            if (codec == Codec.Flags)
            {
                byte[] message = PipelineRig.Data(++_datagrams, length: TagSize, flags: KindOf(_frames));
                Tag(message, _frames, isAside: false);
                yield return message;
                continue;
            }

            // A delimiter or supplemental information first, as encoders write it; then parameters and slices, in parts.
            (string aside, string[] units) = (codec, KindOf(_frames)) switch
            {
                (Codec.H264, MulticastFlags.Key) => ("09 f0 00", (string[])["78 00 03 06 05 00 00 03 67 42 00", "7c 85 88", "7c 45 88"]),
                (Codec.H264, MulticastFlags.None) => ("09 f0 00", ["5c 81 9a", "5c 41 9a"]),
                (Codec.H264, _) => ("06 05 2f", ["01 9e 24"]),
                (_, MulticastFlags.Key) => ("46 01 50", ["60 01 00 03 4e 01 05 00 03 40 01 0c", "62 01 93", "62 01 53"]),
                (_, MulticastFlags.None) => ("46 01 50", ["62 01 81", "62 01 41"]),
                _ => ("4e 01 05", ["00 01 e0"]),
            };
            yield return Rtp(aside, isLast: false, isAside: true);
            for (int i = 0; i < units.Length; i++)
            {
                yield return Rtp(units[i], isLast: i == units.Length - 1, isAside: false);
            }
        }
    }

    private byte[] Rtp(string unit, bool isLast, bool isAside)
    {
        byte[] datagram = [.. RtpHeader(96, isLast), .. Hex.Bytes(unit), .. new byte[TagSize]];
        Tag(datagram, _frames, isAside);
        return datagram;
    }

    private byte[] RtpHeader(int payloadType, bool isLast)
    {
        byte[] header = Hex.Bytes("80 00 00 00 00 00 00 00 00 00 00 07");
        header[1] = (byte)(payloadType | (isLast ? 0x80 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)_datagrams++);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), _frames * 3000);
        return header;
    }

    private IEnumerable<byte[]> SendTransportStream(int frames)
    {
        // Seven packets a datagram, wherever frames begin: some are shorter than a datagram, none ends with one on purpose.
        List<byte> datagram = [];
        for (int end = _frames + frames; _frames < end; _frames++)
        {
            bool isKey = KindOf(_frames) == MulticastFlags.Key;
            List<byte[]> packets = isKey ? [Ts(0, isFirst: true, isKey: false, isAside: true)] : [];
            for (int part = 0; part < PartsOf(_frames); part++)
            {
                packets.Add(Ts(0x100, part == 0, isKey, isAside: false));
            }

            foreach (byte[] packet in packets)
            {
                datagram.AddRange(packet);
                if (datagram.Count == 7 * TsPacket)
                {
                    yield return wire == MulticastWire.Rtp ? [.. RtpHeader(33, isLast: false), .. datagram] : [.. datagram];
                    datagram.Clear();
                }
            }
        }
    }

    private byte[] Ts(int pid, bool isFirst, bool isKey, bool isAside)
    {
        byte[] packet = new byte[TsPacket];
        packet[0] = 0x47;
        packet[1] = (byte)((isFirst ? 0x40 : 0) | (pid >> 8));
        packet[2] = (byte)pid;
        packet[3] = (byte)(isFirst && isKey ? 0x30 : 0x10);
        int at = 4;
        if (isFirst && isKey)
        {
            (packet[4], packet[5], at) = (1, 0x40, 6);
        }

        if (isFirst && !isAside)
        {
            (packet[at + 2], packet[at + 3]) = (1, 0xE0);
        }

        Tag(packet, _frames, isAside);
        return packet;
    }

    private static void Tag(byte[] datagram, int frame, bool isAside)
    {
        BinaryPrimitives.WriteInt32BigEndian(datagram.AsSpan(datagram.Length - TagSize), frame);
        datagram[^4] = (byte)(isAside ? 1 : 0);
    }
}
