using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.Tests.ZeroMq.Wire;

/// <summary>What arrives after the handshake, as bytes.</summary>
public sealed class TrafficTests : IDisposable
{
    private const int Limit = 300;

    /// <summary>All that a peer may send, and what is made of it.</summary>
    private static readonly (string Bytes, string Event)[] s_everything =
    [
        ("00 02 4142", "message AB"),
        ("00 00", "message "),
        ("01 01 41 00 02 6869", "message A|hi"),
        ("01 00 01 00 00 00", "message ||"),
        ("f8 01 42", "message B"),
        ("02 0000000000000001 43", "message C"),
        ("00 ff " + Fill(255), "message (255)"),
        ("02 0000000000000100 " + Fill(256), "message (256)"),
        ("04 0c 09 535542534352494245 4142", "subscribe AB"),
        ("04 0a 09 535542534352494245", "subscribe "),
        ("04 09 06 43414e43454c 4142", "cancel AB"),
        ("04 07 04 50494e47 0000", "ping 0 s ''"),
        ("04 0b 04 50494e47 001e 63747821", "ping 3 s 'ctx!'"),
        ("04 07 04 50494e47 ffff", "ping 6553.5 s ''"),
        ("04 1a 04 50494e47 0001 " + Fill(19), "ping 0.1 s 'aaaaaaaaaaaaaaaa'"),
        ("04 05 04 504f4e47", "pong"),
        ("04 04 03 4e4f50", ""),
    ];

    private readonly EngineRig _rig = new(limit: Limit);

    public TrafficTests() => _rig.Receive(EngineRig.Greeting31 + EngineRig.ReadySub);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Every_kind_of_frame_is_understood()
    {
        // ZMTP-F1, ZMTP-F2, ZMTP-F3, ZMTP-S1, ZMTP-B1
        _rig.Events.Clear();
        foreach ((string bytes, string expected) in s_everything)
        {
            _rig.Receive(bytes);
            Assert.Equal(expected, _rig.Events.SingleOrDefault(""));
            _rig.Events.Clear();
        }
    }

    [Fact]
    public void Every_split_of_the_bytes_means_the_same()
    {
        // ZMTP-F4
        byte[] all = Hex.Bytes(EngineRig.Greeting31 + EngineRig.ReadySub + string.Concat(s_everything.Select(one => one.Bytes)));
        string expected = Play(all, all.Length);
        for (int split = 1; split < all.Length; split++)
        {
            using EngineRig rig = new(limit: Limit);
            rig.Receive(all.AsSpan(0, split));
            rig.Receive(all.AsSpan(split));
            Assert.Equal(expected, string.Join('\n', rig.Events));
        }

        for (int piece = 1; piece < 70; piece++)
        {
            Assert.Equal(expected, Play(all, piece));
        }
    }

    [Theory]
    [InlineData("02 0000000000000124", "frame of 292 bytes, the limit is 291", CloseReason.FrameTooLarge)]
    [InlineData("02 8000000000000000", "frame of 9223372036854775808 bytes", CloseReason.FrameTooLarge)]
    [InlineData("02 0000000080000000", "frame of 2147483648 bytes", CloseReason.FrameTooLarge)]
    [InlineData("05 05 04 504f4e47", "continue in another frame", CloseReason.ProtocolViolation)]
    [InlineData("04 00", "without a whole name", CloseReason.ProtocolViolation)]
    [InlineData("04 02 00 41", "without a whole name", CloseReason.ProtocolViolation)]
    [InlineData("04 02 02 41", "without a whole name", CloseReason.ProtocolViolation)]
    [InlineData("04 06 04 50494e47 00", "PING of 1 bytes", CloseReason.ProtocolViolation)]
    [InlineData(EngineRig.ReadySub, "READY a second time", CloseReason.ProtocolViolation)]
    public void What_is_malformed_is_refused_in_words(string bytes, string words, CloseReason reason)
    {
        // ZMTP-F5
        ProtocolViolationException e = Assert.Throws<ProtocolViolationException>(() => _rig.Receive(bytes));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Equal(reason, e.Reason);
    }

    [Theory]
    [InlineData(300, 291)]
    [InlineData(265, 256)]
    [InlineData(264, 255)]
    [InlineData(257, 255)]
    [InlineData(256, 254)]
    [InlineData(2, 0)]
    public void The_limit_holds_for_a_single_frame_with_its_header(int limit, int longest)
    {
        // ZMTP-F6
        using EngineRig rig = new(limit: limit);
        rig.Receive(EngineRig.Greeting31 + EngineRig.ReadySub);
        rig.Receive(Frame(longest));
        Assert.Equal(2, rig.Events.Count);
        Assert.Equal(CloseReason.FrameTooLarge, Assert.Throws<ProtocolViolationException>(() => rig.Receive(Frame(longest + 1))).Reason);
    }

    [Fact]
    public void A_message_of_many_frames_may_be_as_long_as_the_limit()
    {
        // ZMTP-F6
        _rig.Receive("01 62 " + Fill(98) + "01 62 " + Fill(98) + "00 62 " + Fill(98));
        Assert.Equal("message (98)|(98)|(98)", _rig.Events[^1]);
        Assert.Throws<ProtocolViolationException>(() => _rig.Receive("01 62 " + Fill(98) + "01 62 " + Fill(98) + "00 63 " + Fill(99)));
    }

    [Fact]
    public void The_limit_holds_for_all_frames_of_a_message_together()
    {
        // ZMTP-F6
        string part = "01 62 " + Fill(98);
        _rig.Receive(part + part + part);
        ProtocolViolationException e = Assert.Throws<ProtocolViolationException>(() => _rig.Receive("00 0a " + Fill(10)));
        Assert.Equal(CloseReason.FrameTooLarge, e.Reason);
    }

    [Fact]
    public void A_stream_of_empty_parts_without_end_is_refused()
    {
        // ZMTP-F6
        Assert.Throws<ProtocolViolationException>(() => _rig.Receive(string.Concat(Enumerable.Repeat("01 00", 10_000))));
    }

    [Fact]
    public void Nothing_is_consumed_beyond_the_message_that_fills_the_receiver()
    {
        // ZMTP-F7
        _rig.Events.Clear();
        _rig.Room = 2;
        _rig.Receive("00 01 41 00 01 42 00 01 43");
        Assert.Equal(["message A", "message B"], _rig.Events);
        _rig.Room = 2;
        _rig.Receive("");
        Assert.Equal(["message A", "message B", "message C"], _rig.Events);
    }

    [Theory]
    [InlineData(0, "00 00")]
    [InlineData(255, "00 ff")]
    [InlineData(256, "02 00 00 00 00 00 00 01 00")]
    [InlineData(int.MaxValue, "02 00 00 00 00 7f ff ff ff")]
    public void A_header_is_as_short_as_it_can_be(int length, string header)
    {
        // ZMTP-F1
        Span<byte> bytes = stackalloc byte[FrameHeader.LongSize];
        int size = FrameHeader.Write(bytes, FrameFlags.None, length);
        Assert.Equal(header, Hex.Text(bytes[..size]));
    }

    private static string Frame(int body) => (body <= byte.MaxValue ? $"00 {body:x2}" : $"02 {body:x16}") + Fill(body);

    private static string Play(byte[] all, int piece)
    {
        using EngineRig rig = new(limit: Limit);
        for (int at = 0; at < all.Length; at += piece)
        {
            rig.Receive(all.AsSpan(at, Math.Min(piece, all.Length - at)));
        }

        return string.Join('\n', rig.Events);
    }

    private static string Fill(int count) => string.Concat(Enumerable.Repeat("61", count));
}
