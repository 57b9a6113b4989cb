using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Queueing;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast.Wire;

public sealed class OtherFormatsTests
{
    private static readonly RtpFormat s_rtp = new(RtpFormat.MpegTransportStream, source: 0xAABBCCDD);

    [Theory]
    [InlineData("80 a1 12 34  00 00 00 05  aa bb cc dd  01 02 03", "01 02 03", true)]
    [InlineData("82 21 12 34  00 00 00 05  aa bb cc dd  00 00 00 01 00 00 00 02  01 02 03", "01 02 03", false)]
    [InlineData("90 21 12 34  00 00 00 05  aa bb cc dd  be de 00 01 ff ff ff ff  01 02 03", "01 02 03", false)]
    [InlineData("a0 21 12 34  00 00 00 05  aa bb cc dd  01 02 03 00 02", "01 02 03", false)]
    public void Reads_RTP_with_sources_extension_and_padding(string hex, string payload, bool marker)
    {
        s_rtp.Read(Hex.Bytes(hex), out Packet packet);

        Assert.Equal((PacketKind.Data, 0xAABBCCDDL, 0x1234L, 16), (packet.Kind, packet.Stream, packet.Sequence, packet.SequenceBits));
        Assert.Equal((5u, marker, payload), (packet.MediaTime, packet.EndsFrame, Hex.Text(packet.Payload)));
    }

    [Theory]
    [InlineData("40 21 12 34  00 00 00 05  aa bb cc dd")]
    [InlineData("80 21 12 34  00 00 00 05  aa bb cc")]
    [InlineData("81 21 12 34  00 00 00 05  aa bb cc dd  00 00 00")]
    [InlineData("90 21 12 34  00 00 00 05  aa bb cc dd  be de 00 02 ff ff ff ff")]
    [InlineData("a0 21 12 34  00 00 00 05  aa bb cc dd  09")]
    [InlineData("a0 21 12 34  00 00 00 05  aa bb cc dd  00")]
    public void Refuses_RTP_that_cannot_be(string hex)
    {
        s_rtp.Read(Hex.Bytes(hex), out Packet packet);

        Assert.Equal(PacketKind.Malformed, packet.Kind);
    }

    [Fact]
    public void Writes_RTP()
    {
        byte[] datagram = new byte[14];
        s_rtp.WriteData(datagram, default);
        s_rtp.Stamp(datagram, 0x5_1234, sentNanoseconds: 1_000_000_000);

        Assert.Equal("80 21 12 34 00 01 5f 90 aa bb cc dd 00 00", Hex.Text(datagram));
        Assert.Equal(0, s_rtp.WriteControl(datagram, PacketKind.End, 1, 1));
    }

    [Fact]
    public void Writes_and_reads_the_datagrams_of_iperf_2()
    {
        Iperf2Format format = new();
        byte[] datagram = new byte[64];
        format.WriteData(datagram, default);
        format.Stamp(datagram, 3, sentNanoseconds: 2_000_005_000);
        Assert.StartsWith("00 00 00 03 00 00 00 02 00 00 00 05 00 00 00 00", Hex.Text(datagram), StringComparison.Ordinal);
        format.Read(datagram, out Packet packet);
        Assert.Equal((PacketKind.Data, 3L, 2_000_005_000L), (packet.Kind, packet.Sequence, packet.Sent));

        int length = format.WriteControl(datagram, PacketKind.End, nextSequence: 4, sentNanoseconds: 0);
        Assert.StartsWith("ff ff ff fc", Hex.Text(datagram.AsSpan(0, length)), StringComparison.Ordinal);
        format.Read(datagram.AsSpan(0, length), out packet);
        Assert.Equal((PacketKind.End, 4L), (packet.Kind, packet.Sequence));
    }

    [Theory]
    [InlineData("67 42 00 1f", nameof(MulticastFlags.Key), "H.264 sequence parameters")]
    [InlineData("68 ce 3c 80", nameof(MulticastFlags.Key), "H.264 picture parameters")]
    [InlineData("65 88 84 00", nameof(MulticastFlags.Key), "H.264 IDR slice")]
    [InlineData("7c 85 88 84", nameof(MulticastFlags.Key), "H.264 first fragment of an IDR slice")]
    [InlineData("7c 05 88 84", nameof(MulticastFlags.Key), "H.264 another fragment of it")]
    [InlineData("78 00 04 67 42", nameof(MulticastFlags.Key), "H.264 aggregate that begins with parameters")]
    [InlineData("41 9a 24 6c", nameof(MulticastFlags.None), "H.264 slice that others refer to")]
    [InlineData("01 9e 24 6c", nameof(MulticastFlags.Discardable), "H.264 slice to which nothing refers")]
    [InlineData("1c 81 9e 24", nameof(MulticastFlags.Discardable), "H.264 fragment of such a slice")]
    [InlineData("5c 41 9a 24", nameof(MulticastFlags.None), "H.264 fragment of a slice that others refer to")]
    [InlineData("78 00 02 09 f0 00 03 06 05 00 00 02 67 42", nameof(MulticastFlags.Key), "H.264 aggregate with parameters behind others")]
    [InlineData("78 00 ff", nameof(MulticastFlags.None), "H.264 aggregate that was cut")]
    [InlineData("60 01 00 03 4e 01 05 00 02 40 01", nameof(MulticastFlags.Key), "H.265 aggregate with parameters behind others")]
    [InlineData("40 01 0c 01", nameof(MulticastFlags.Key), "H.265 video parameters")]
    [InlineData("42 01 01 01", nameof(MulticastFlags.Key), "H.265 sequence parameters")]
    [InlineData("26 01 af 08", nameof(MulticastFlags.Key), "H.265 IDR slice")]
    [InlineData("62 01 93 af", nameof(MulticastFlags.Key), "H.265 first fragment of an IDR slice")]
    [InlineData("60 01 00 04 40 01", nameof(MulticastFlags.Key), "H.265 aggregate that begins with parameters")]
    [InlineData("02 01 d0 09", nameof(MulticastFlags.None), "H.265 trailing slice that others refer to")]
    [InlineData("00 01 e0 24", nameof(MulticastFlags.Discardable), "H.265 trailing slice to which nothing refers")]
    [InlineData("62 01 81 d0", nameof(MulticastFlags.None), "H.265 fragment of a trailing slice")]
    [InlineData("65", nameof(MulticastFlags.None), "too short to tell")]
    public void Tells_what_a_video_payload_is_to_a_decoder(string payload, string kind, string what) =>
        Assert.True(VideoPayload.KindOf(Hex.Bytes(payload), out bool isAside).ToString() == kind && !isAside, what);

    [Theory]
    [InlineData("09 f0 00", "H.264 delimiter")]
    [InlineData("06 05 2f 02", "H.264 supplemental information of the user")]
    [InlineData("06 01 01 02", "H.264 supplemental information about the time")]
    [InlineData("78 00 02 09 f0 00 03 06 05 00", "H.264 aggregate of nothing else")]
    [InlineData("46 01 50", "H.265 delimiter")]
    [InlineData("4e 01 05 00", "H.265 supplemental information")]
    public void Does_not_take_what_any_frame_may_begin_with_for_a_kind_of_frame(string payload, string what) =>
        Assert.True(VideoPayload.KindOf(Hex.Bytes(payload), out bool isAside) == MulticastFlags.None && isAside, what);

    [Fact]
    public void Finds_frames_in_a_transport_stream()
    {
        TransportStreamFrames frames = new();
        byte[] audio = TsPacket(pid: 0x101, start: true, key: false, streamId: 0xC0);
        byte[] key = TsPacket(pid: 0x100, start: true, key: true, streamId: 0xE0);
        byte[] delta = TsPacket(pid: 0x100, start: true, key: false, streamId: 0xE0);
        byte[] rest = TsPacket(pid: 0x100, start: false, key: false, streamId: 0);
        byte[] otherVideo = TsPacket(pid: 0x200, start: true, key: true, streamId: 0xE1);

        Assert.True(TransportStreamFrames.Holds([.. audio, .. key]));
        Assert.False(TransportStreamFrames.Holds([.. audio, 0x47]));
        Assert.False(TransportStreamFrames.Holds([]));
        Assert.False(TransportStreamFrames.Holds([.. audio, .. new byte[188]]));

        FrameMark goesOn = new(MulticastFlags.None, Begins: false, Ends: false);
        FrameMark aFrame = goesOn with { Begins = true };
        FrameMark aKey = aFrame with { Kind = MulticastFlags.Key };

        Assert.Equal([(2, goesOn)], Parts([.. audio, .. rest]));

        // Before its first beginning nobody knows which packets are the video's.
        Assert.Equal([(3, aKey)], Parts([.. rest, .. key, .. rest]));
        Assert.Equal([(1, goesOn), (2, aKey)], Parts([.. rest, .. key, .. rest]));
        Assert.Equal([(1, aFrame)], Parts(delta));
        Assert.Equal([(1, aFrame), (1, aFrame), (2, aKey)], Parts([.. delta, .. delta, .. key, .. rest]));
        Assert.Equal([(1, goesOn), (3, aKey)], Parts([.. rest, .. audio, .. key, .. audio]));
        Assert.Equal([(1, goesOn)], Parts(otherVideo));

        List<(int Packets, FrameMark Mark)> Parts(byte[] datagram)
        {
            List<(int, FrameMark)> parts = [];
            for (int at = 0; at < datagram.Length;)
            {
                int length = frames.Next(datagram.AsSpan(at), out FrameMark mark);
                parts.Add((length / TransportStreamFrames.PacketLength, mark));
                at += length;
            }

            return parts;
        }
    }

    [Fact]
    public void Begins_a_frame_of_RTP_behind_a_marker_and_at_a_new_time()
    {
        FrameFinder frames = new(MulticastWire.Rtp);

        FrameMark Mark(uint time, bool marker)
        {
            Packet packet = new() { Payload = new byte[] { 0x41, 1, 2 }, MediaTime = time, EndsFrame = marker };
            Assert.Equal(3, frames.Next(packet, packet.Payload, out FrameMark mark));
            return mark;
        }

        Assert.Equal((true, false), (Mark(1, false).Begins, false));
        FrameMark last = Mark(1, true);
        Assert.Equal((false, true), (last.Begins, last.Ends));
        Assert.True(Mark(1, false).Begins);
        Assert.True(Mark(2, false).Begins);
        Assert.False(Mark(2, false).Begins);
    }

    private static byte[] TsPacket(int pid, bool start, bool key, byte streamId)
    {
        byte[] packet = new byte[TransportStreamFrames.PacketLength];
        packet[0] = 0x47;
        packet[1] = (byte)((start ? 0x40 : 0) | (pid >> 8));
        packet[2] = (byte)pid;
        packet[3] = (byte)(key ? 0x30 : 0x10);
        int at = 4;
        if (key)
        {
            packet[4] = 7;
            packet[5] = 0x40;
            at = 12;
        }

        if (start)
        {
            packet[at + 2] = 1;
            packet[at + 3] = streamId;
        }

        return packet;
    }
}
