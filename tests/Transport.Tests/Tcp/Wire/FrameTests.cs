using Sockets.Transport.Tcp;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Headers, types and flags, once the session is open.</summary>
public sealed class FrameTests : IAsyncDisposable
{
    private readonly ServerRig _server = new();

    // TRN1-F1: little-endian, and the length counts what is behind the header.
    [Fact]
    public async Task A_frame_is_its_header_and_so_many_bytes()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync("03 00 00 00 10 00 00 00 61 62 63" + "00 01 00 00 10 00 00 00" + Trn1Text.Bytes(256));

        Assert.Equal("61 62 63", await _server.Handler.MessageAsync());
        Assert.Equal(Trn1Text.Bytes(256), await _server.Handler.MessageAsync());
    }

    // TRN1-F1
    [Fact]
    public async Task A_message_leaves_as_a_frame()
    {
        RawPeer peer = await _server.OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();

        Assert.Equal(SendStatus.Sent, connection.TrySend([0x61, 0x62, 0x63]));

        Assert.Equal("03 00 00 00 10 00 00 00 61 62 63", await peer.ReadFrameAsync());
    }

    // TRN1-F2
    [Theory]
    [InlineData("f7 ff 00 00", 65_527)]
    [InlineData("f8 ff 00 00", 65_528)]
    public async Task Takes_a_frame_up_to_the_limit(string length, int count)
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync($"{length} 10 00 00 00 {Trn1Text.Bytes(count)}");

        Assert.Equal(Trn1Text.Bytes(count), await _server.Handler.MessageAsync());
    }

    // TRN1-F2: at its header, before any of its payload; an unknown type makes no difference, nor does the flag.
    [Theory]
    [InlineData("f9 ff 00 00 10 00 00 00", 65_529)]
    [InlineData("ff ff ff 7f 10 00 00 00", int.MaxValue)]
    [InlineData("00 00 00 80 10 00 00 00", 1L << 31)]
    [InlineData("ff ff ff ff 10 00 00 00 61", uint.MaxValue)]
    [InlineData("ff ff ff ff 7f 80 00 00 61", uint.MaxValue)]
    public async Task Refuses_a_frame_over_the_limit_when_it_is_announced(string header, long length)
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(header);

        string text = await BrokenOffAsync(peer, CloseReason.FrameTooLarge, "05 00");
        Assert.Contains($"{length} bytes", text, StringComparison.Ordinal);
        Assert.Contains("65528", text, StringComparison.Ordinal);
    }

    // TRN1-F4
    [Fact]
    public async Task Skips_an_unknown_type_that_may_be_ignored()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync($"03 00 00 00 7f 80 00 00 01 02 03 {Trn1Text.Data("61")}");

        Assert.Equal("61", await _server.Handler.MessageAsync());
    }

    // TRN1-F4: without the flag it is refused, and what this version reserves or uses elsewhere is not unknown.
    [Theory]
    [InlineData("7f", "00")]
    [InlineData("00", "00")]
    [InlineData("20", "01")]
    [InlineData("02", "00")]
    [InlineData("02", "80")]
    [InlineData("03", "80")]
    public async Task Refuses_a_type_that_does_not_belong_here(string type, string flags)
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(Trn1Text.Frame(type, "61", flags));

        Assert.Contains($"0x{type}", await BrokenOffAsync(peer, CloseReason.ProtocolViolation, "04 00"), StringComparison.Ordinal);
    }

    // TRN1-F5: later versions may add at the end.
    [Fact]
    public async Task Ignores_what_is_behind_a_control_frame_it_knows()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(Trn1Text.Frame("07", $"{Trn1Text.U64(0)} 61"));
        await peer.SendAsync(Trn1Text.Frame("08", $"{Trn1Text.U64(1)} {Trn1Text.U64(1)} 61"));
        await peer.SendAsync(Trn1Text.Frame("06", $"{Trn1Text.U64(1)} {Trn1Text.U64(0)} {Trn1Text.U64(0)} {Trn1Text.U64(0)} 61"));
        await peer.SendAsync(Trn1Text.Frame("09", $"{Trn1Text.U64(0)} {Trn1Text.U64(0)} 00 00 61"));

        Assert.Equal(Trn1Text.GoAway(0, 0), await peer.ReadFrameAsync());
    }

    // TRN1-F5
    [Theory]
    [InlineData("06", 31)]
    [InlineData("07", 7)]
    [InlineData("08", 15)]
    [InlineData("09", 17)]
    [InlineData("06", 0)]
    public async Task Refuses_a_control_frame_that_is_too_short(string type, int length)
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(Trn1Text.Frame(type, Trn1Text.Zeros(length)));

        Assert.Contains($"{length} bytes", await BrokenOffAsync(peer, CloseReason.ProtocolViolation, "04 00"), StringComparison.Ordinal);
    }

    // TRN1-F6
    [Theory]
    [InlineData("06", 32)]
    [InlineData("07", 8)]
    [InlineData("08", 16)]
    [InlineData("09", 18)]
    [InlineData("10", 1)]
    public async Task Refuses_any_channel_but_0(string type, int length)
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(Trn1Text.Frame(type, Trn1Text.Zeros(length), channel: "01 00"));

        Assert.Contains("channel 1", await BrokenOffAsync(peer, CloseReason.ProtocolViolation, "04 00"), StringComparison.Ordinal);
    }

    // TRN1-F7: what changes the meaning of a message must have been agreed on.
    [Theory]
    [InlineData("02")]
    [InlineData("04")]
    [InlineData("08")]
    [InlineData("10")]
    [InlineData("20")]
    [InlineData("40")]
    [InlineData("82")]
    public async Task Refuses_data_with_a_flag_nobody_agreed_on(string flags)
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(Trn1Text.Data("61", flags));

        await BrokenOffAsync(peer, CloseReason.ProtocolViolation, "04 00");
        Assert.False(_server.Handler.HasMessage);
    }

    // TRN1-F7: the flag for the unknown means nothing on the known, and control frames have no flags.
    [Fact]
    public async Task Ignores_the_ignorable_flag_of_data_and_all_flags_of_control()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync($"{Trn1Text.Data("61", "80")} {Trn1Text.Frame("07", Trn1Text.U64(0), "ff")} {Trn1Text.Data("62")}");

        Assert.Equal("61", await _server.Handler.MessageAsync());
        Assert.Equal("62", await _server.Handler.MessageAsync());
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>TRN1-R1, TRN1-R3: the peer is told why, with the code, and the session is over.</summary>
    private async Task<string> BrokenOffAsync(RawPeer peer, CloseReason reason, string code)
    {
        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(reason, ended.Reason);
        string error = await peer.ReadFrameAsync();
        Assert.Equal($"0a 00 00 00 {code} 00 00 00 00 00 00", error[12..47]);
        Assert.Equal(Trn1Text.Ascii(ended.Error!.Message), error[48..]);
        Assert.Equal("", await peer.ReadToEndAsync());
        return ended.Error.Message;
    }
}
