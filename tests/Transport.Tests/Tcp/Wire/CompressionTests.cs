using Sockets.Transport.Compression;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Compressed messages, byte by byte, as a server takes and sends them.</summary>
public sealed partial class CompressionTests : IAsyncDisposable
{
    private const string Feature = "02 00 00 00 00 00 00 00";
    private const string Lz4 = "02 00 01 00 01";

    /// <summary>The LZ4 block of 32 bytes 61: a literal, a match of 26 bytes one byte back, five literals.</summary>
    private const string Block = "1f 61 01 00 07 50 61 61 61 61 61";

    /// <summary>The LZ4 block of 1,000 bytes 61.</summary>
    private const string Long = "1f 61 01 00 ff ff ff d2 50 61 61 61 61 61";

    private readonly ServerRig _server = new(options => Compressing(options));

    // TRN1-Z1
    [Fact]
    public async Task The_server_chooses_what_both_have()
    {
        RawPeer peer = await _server.ConnectAsync();
        await peer.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello(features: Feature, options: "02 00 03 00 80 01 c8")}");

        string welcome = await peer.ReadFrameAsync();

        Assert.StartsWith("59 00 00 00 02 00 00 00", welcome, StringComparison.Ordinal);
        Assert.Equal("03 00 00 00 00 00 00 00", welcome[(3 * 24)..(3 * 32 - 1)]);
        Assert.EndsWith(Lz4, welcome, StringComparison.Ordinal);
    }

    // TRN1-Z1: the option without the bit is no offer, and what the server does not have is none that it can take.
    [Theory]
    [InlineData("00 00 00 00 00 00 00 00", Lz4)]
    [InlineData(Feature, "02 00 01 00 80")]
    public async Task Without_an_algorithm_in_common_nothing_is_compressed(string features, string options)
    {
        RawPeer peer = await _server.ConnectAsync();
        await peer.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello(features: features, options: options)}");

        Assert.StartsWith("54 00 00 00 02 00 00 00", await peer.ReadFrameAsync(), StringComparison.Ordinal);
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        connection.TrySend(new byte[32]);
        Assert.Equal(Trn1Text.Data(Trn1Text.Zeros(32)), await peer.ReadFrameAsync());
        Assert.Equal(0, connection.GetStats().CompressedMessages);
    }

    // TRN1-Z3, TRN1-Z4
    [Fact]
    public async Task A_compressed_message_arrives_as_it_was()
    {
        RawPeer peer = await OpenAsync();

        await peer.SendAsync($"0f 00 00 00 10 04 00 00 20 00 00 00 {Block}");
        await peer.SendAsync($"{Packed("20 00 00 00", Block, flags: "84")} {Trn1Text.Data("62")}");

        Assert.Equal(Trn1Text.Bytes(32), await _server.Handler.MessageAsync());
        Assert.Equal(Trn1Text.Bytes(32), await _server.Handler.MessageAsync());
        Assert.Equal("62", await _server.Handler.MessageAsync());
    }

    // TRN1-Z3, TRN1-Z4
    [Fact]
    public async Task A_message_goes_out_compressed()
    {
        RawPeer peer = await OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();

        Assert.Equal(SendStatus.Sent, connection.TrySend(Hex.Bytes(Trn1Text.Bytes(32))));

        Assert.Equal($"0f 00 00 00 10 04 00 00 20 00 00 00 {Block}", await peer.ReadFrameAsync());
        ConnectionStats stats = connection.GetStats();
        Assert.Equal((1, 32, 15), (stats.CompressedMessages, stats.BytesBeforeCompression, stats.BytesAfterCompression));
        Assert.Equal(32, stats.BytesSent);
    }

    // TRN1-Z3: the flag stands on every frame, and fragments are cut of the compressed message.
    [Fact]
    public async Task Fragments_of_a_compressed_message_have_the_flag_each()
    {
        RawPeer peer = await OpenAsync(Trn1Text.Hello(features: Feature, options: Lz4, maxFrame: "00 01 00 00", creditBytes: "00 04 00 00 00 00 00 00"));
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        byte[] message = HalfRandom();
        byte[] packed = [0x58, 0x02, 0, 0, .. Compress(message)];

        await peer.SendAsync($"00 01 00 00 10 05 00 00 {Hex.Text(packed.AsSpan(0, 256))}");
        await peer.SendAsync(Trn1Text.Data(Hex.Text(packed.AsSpan(256)), flags: "04"));
        Assert.Equal(Hex.Text(message), await _server.Handler.MessageAsync());

        Assert.Equal(SendStatus.Sent, connection.TrySend(message));
        Assert.Equal($"00 01 00 00 10 05 00 00 {Hex.Text(packed.AsSpan(0, 256))}", await peer.ReadFrameAsync());
        Assert.Equal(Trn1Text.Data(Hex.Text(packed.AsSpan(256)), flags: "04"), await peer.ReadFrameAsync());

        // TRN1-Z7: 600 bytes would have taken three frames.
        Assert.Equal(0x400 - 600 - 24, connection.GetStats().CreditBytes);
    }

    // TRN1-Z7: what the message will hold here is what it costs.
    [Fact]
    public async Task A_compressed_message_costs_its_raw_length()
    {
        await using ServerRig pulled = new(options => Compressing(options, window: 1100) with { Handler = null });
        RawPeer peer = await OpenAsync(pulled);
        await using MessageConnection connection = await pulled.Server.AcceptAsync(TestContext.Current.CancellationToken).WithinAsync();

        await peer.SendAsync(Packed("e8 03 00 00", Long));
        using (Message message = await connection.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync())
        {
            Assert.Equal((1000, 1000), (message.Length, connection.GetStats().BytesReceived));
        }

        Assert.Equal(Trn1Text.Credit(1008 + 1100, 1 + 65536), await peer.ReadFrameAsync());
        await peer.SendAsync($"{Packed("e8 03 00 00", Long)} {Packed("e8 03 00 00", Long)}");
        string said = await peer.ReadToEndAsync();
        Assert.Contains(" 0a 00 00 00 06 00 00 00 ", said, StringComparison.Ordinal);
    }

    // TRN1-Z7
    [Fact]
    public async Task A_sender_takes_credit_for_the_raw_length()
    {
        RawPeer peer = await OpenAsync(Trn1Text.Hello(features: Feature, options: Lz4, creditBytes: "4f 00 00 00 00 00 00 00"));
        MessageConnection connection = await _server.Handler.ConnectedAsync();

        Assert.Equal(SendStatus.Sent, connection.TrySend(new byte[32]));
        Assert.Equal(SendStatus.NoCredit, connection.TrySend(new byte[32]));
        Assert.Equal(39, connection.GetStats().CreditBytes);

        await peer.SendAsync(Trn1Text.Credit(80, 65536));
        await Eventually.TrueAsync(() => connection.GetStats().CreditBytes == 40);
        Assert.Equal(SendStatus.Sent, connection.TrySend(new byte[32]));
    }

    // TRN1-Z8
    [Fact]
    public async Task What_is_short_or_does_not_shrink_goes_as_it_is()
    {
        RawPeer peer = await OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        string mixed = Hex.Text([.. Enumerable.Range(0, 256).Select(i => (byte)i)]);

        connection.TrySend(new byte[15]);
        connection.TrySend(Hex.Bytes(mixed));

        Assert.Equal(Trn1Text.Data(Trn1Text.Zeros(15)), await peer.ReadFrameAsync());
        Assert.Equal(Trn1Text.Data(mixed), await peer.ReadFrameAsync());
        Assert.Equal(0, connection.GetStats().CompressedMessages);
    }

    // The documented identity: what the payloads take on the wire.
    [Fact]
    public async Task The_counters_say_what_goes_over_the_wire()
    {
        RawPeer peer = await OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        foreach (byte[] message in new[] { new byte[15], new byte[500], HalfRandom(), [] })
        {
            Assert.Equal(SendStatus.Sent, connection.TrySend(message));
        }

        int payload = 0;
        for (int i = 0; i < 4; i++)
        {
            payload += Hex.Bytes(await peer.ReadFrameAsync()).Length - 8;
        }

        ConnectionStats stats = connection.Checked();
        Assert.Equal((2, 1100, 1115), (stats.CompressedMessages, stats.BytesBeforeCompression, stats.BytesSent));
        Assert.Equal(payload, stats.BytesSent - stats.BytesBeforeCompression + stats.BytesAfterCompression);
    }

    // TRN1-Z3, TRN1-E5: wherever the stream is cut, the reason is right and nothing is left behind.
    [Fact]
    public async Task A_stream_that_is_cut_anywhere_leaves_nothing_behind()
    {
        byte[] packed = [0x58, 0x02, 0, 0, .. Compress(HalfRandom())];
        byte[] first = Hex.Bytes(Packed("20 00 00 00", Block));
        byte[] whole =
        [
            .. first,
            .. Hex.Bytes(Trn1Text.Data(Hex.Text(packed.AsSpan(0, 256)), flags: "05")),
            .. Hex.Bytes(Trn1Text.Data(Hex.Text(packed.AsSpan(256)), flags: "04")),
        ];
        for (int at = 0; at <= whole.Length; at++)
        {
            using RawPeer peer = await OpenAsync();
            await peer.SendAsync(whole.AsMemory(0, at));
            peer.Finish();

            Recorder.Ended ended = await _server.Handler.EndedAsync();
            CloseReason expected = at == 0 || at == first.Length || at == whole.Length ? CloseReason.PeerReset : CloseReason.TruncatedFrame;
            Assert.True(ended.Reason == expected, $"Cut after {at} of {whole.Length} bytes: {ended.Reason} ({ended.Error?.Message})");
            Assert.Equal(0, _server.Outstanding);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static MessageServerOptions Compressing(MessageServerOptions options, int window = 4096) => options with
    {
        Limits = new ConnectionLimits { MaxMessageLength = 1000 },
        Session = new SessionOptions
        {
            Compressor = Lz4Compressor.Instance,
            CompressFrom = 16,
            WindowBytes = window,
            MaxWindowBytes = window,
            Overflow = OverflowPolicy.Reject,
        },
    };

    private static string Packed(string raw, string block, string flags = "04") => Trn1Text.Data($"{raw} {block}".TrimEnd(), flags);

    /// <summary>600 bytes that need more than one frame of 256 when they are compressed.</summary>
    private static byte[] HalfRandom()
    {
        byte[] message = new byte[600];
        new Random(1).NextBytes(message.AsSpan(0, 300));
        return message;
    }

    private static byte[] Compress(byte[] message)
    {
        byte[] block = new byte[message.Length];
        Assert.True(Lz4Block.TryCompress(message, block, out int written));
        return block[..written];
    }

    private Task<RawPeer> OpenAsync(string? hello = null) => OpenAsync(_server, hello);

    private static async Task<RawPeer> OpenAsync(ServerRig server, string? hello = null)
    {
        RawPeer peer = await server.ConnectAsync();
        await peer.SendAsync($"{Trn1Text.Preamble} {hello ?? Trn1Text.Hello(features: Feature, options: Lz4)}");
        Assert.StartsWith("59 00 00 00 02 00 00 00", await peer.ReadFrameAsync(), StringComparison.Ordinal);
        return peer;
    }
}
