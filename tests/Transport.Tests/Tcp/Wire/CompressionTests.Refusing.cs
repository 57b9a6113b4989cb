using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <content>What a peer must not send compressed.</content>
public sealed partial class CompressionTests
{
    // TRN1-Z2
    [Theory]
    [InlineData("")]
    [InlineData("02 00 00 00")]
    public async Task An_offer_without_an_algorithm_is_refused(string options)
    {
        RawPeer peer = await _server.ConnectAsync();
        await peer.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello(features: Feature, options: options)}");

        Assert.Equal(
            Trn1Text.Reject(3, 0, "The client offers compression and names no algorithm."), await peer.ReadFrameAsync());
    }

    // TRN1-Z3
    [Theory]
    [InlineData("05", "00")]
    [InlineData("01", "04")]
    public async Task A_flag_on_some_of_the_fragments_breaks_the_session_off(string first, string second)
    {
        RawPeer peer = await OpenAsync();
        string begin = Hex.Text([0x58, 0x02, 0, 0, .. new byte[252]]);

        await peer.SendAsync($"{Trn1Text.Data(begin, flags: first)} {Trn1Text.Data("61", flags: second)}");

        await EndsAsync(peer, 4, CloseReason.ProtocolViolation, "in some of its frames");
    }

    // TRN1-Z3, TRN1-F7
    [Fact]
    public async Task The_flag_breaks_off_a_session_that_did_not_agree_on_it()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(Packed("20 00 00 00", Block));

        await EndsAsync(peer, 4, CloseReason.ProtocolViolation, "flags 0x04");
    }

    // TRN1-Z3: requests and replies are never compressed.
    [Fact]
    public async Task A_compressed_request_breaks_the_session_off()
    {
        RawPeer peer = await OpenAsync(Trn1Text.Hello(features: "03 00 00 00 00 00 00 00", options: Lz4));

        await peer.SendAsync(Trn1Text.Request(1, 1000, "61", flags: "04"));

        await EndsAsync(peer, 4, CloseReason.ProtocolViolation, "flags 0x04");
    }

    // TRN1-Z4
    [Theory]
    [InlineData("", "alone takes 4")]
    [InlineData("01 00 00", "alone takes 4")]
    [InlineData("00 00 00 00", "has to be shorter")]
    [InlineData("0f 00 00 00 " + Block, "has to be shorter")]
    public async Task A_compressed_message_is_shorter_than_what_it_holds(string payload, string words)
    {
        RawPeer peer = await OpenAsync();

        await peer.SendAsync(Trn1Text.Data(payload, flags: "04"));

        await EndsAsync(peer, 4, CloseReason.ProtocolViolation, words);
    }

    // TRN1-Z4: also when it comes in fragments, at the first that is too many.
    [Fact]
    public async Task A_compressed_message_that_grows_too_long_is_refused_at_once()
    {
        RawPeer peer = await OpenAsync();

        await peer.SendAsync($"{Trn1Text.Data("04 02 00 00" + Trn1Text.Bytes(252), flags: "05")} {Trn1Text.Data(Trn1Text.Bytes(260), flags: "05")}");

        await EndsAsync(peer, 4, CloseReason.ProtocolViolation, "516 bytes");
    }

    // TRN1-Z5
    [Theory]
    [InlineData("e9 03 00 00", "04")]
    [InlineData("ff ff ff ff", "04")]
    [InlineData("e9 03 00 00", "05")]
    public async Task A_raw_length_above_the_limit_is_refused_before_it_costs_memory(string raw, string flags)
    {
        RawPeer peer = await OpenAsync();

        await peer.SendAsync(Packed(raw, Trn1Text.Zeros(252), flags));

        await EndsAsync(peer, 5, CloseReason.FrameTooLarge, "the limit is 1000 bytes");
    }

    // TRN1-Z6: a bomb stops at the raw length, and a wrong block says that it is one.
    [Theory]
    [InlineData("20 00 00 00", Long)]
    [InlineData("21 00 00 00", Block)]
    [InlineData("1f 00 00 00", Block)]
    [InlineData("20 00 00 00", "1f 61 00 00 07 50 61 61 61 61 61")]
    [InlineData("20 00 00 00", "1f 61 02 00 07 50 61 61 61 61 61")]
    [InlineData("20 00 00 00", "")]
    public async Task A_block_that_does_not_give_what_was_said_breaks_the_session_off(string raw, string block)
    {
        RawPeer peer = await OpenAsync();

        await peer.SendAsync(Packed(raw, block));

        await EndsAsync(peer, 4, CloseReason.ProtocolViolation, "cannot be decompressed");
    }

    // TRN1-Z6
    [Fact]
    public async Task A_block_that_is_cut_anywhere_breaks_the_session_off()
    {
        byte[] block = Hex.Bytes(Block);
        for (int length = 0; length < block.Length; length++)
        {
            RawPeer peer = await OpenAsync();
            await peer.SendAsync(Packed("20 00 00 00", Hex.Text(block.AsSpan(0, length))));
            await EndsAsync(peer, 4, CloseReason.ProtocolViolation, "cannot be decompressed");
        }
    }

    // TRN1-Z7: at the first fragment already.
    [Fact]
    public async Task A_first_fragment_without_credit_for_the_whole_is_refused()
    {
        await using ServerRig pulled = new(options => Compressing(options, window: 1100) with { Handler = null });
        RawPeer peer = await OpenAsync(pulled);

        await peer.SendAsync($"{Packed("e8 03 00 00", Long)} {Packed("c8 00 00 00", Trn1Text.Zeros(252), flags: "05")}");

        Assert.Contains(" 0a 00 00 00 06 00 00 00 ", await peer.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private async Task EndsAsync(RawPeer peer, ushort code, CloseReason reason, string words)
    {
        string said = await peer.ReadToEndAsync();
        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(reason, ended.Reason);
        Assert.Contains(words, ended.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(Trn1Text.Error(code, ended.Error.Message), said);
        Assert.False(_server.Handler.HasMessage);
        peer.Dispose();
        await Eventually.TrueAsync(() => _server.Outstanding == 0);
    }
}
