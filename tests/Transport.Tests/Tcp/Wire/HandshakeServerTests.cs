using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>What a server takes for a handshake.</summary>
public sealed class HandshakeServerTests : IAsyncDisposable
{
    private const string Version = "01 00";
    private const string Terms = "03 00";
    private const string Protocol = "04 00";

    private readonly ServerRig _server = new();

    // TRN1-H5
    [Fact]
    public async Task Answers_hello_with_welcome()
    {
        RawPeer peer = await _server.ConnectAsync();

        await peer.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello()}");

        byte[] welcome = Hex.Bytes(await peer.ReadFrameAsync());
        welcome.AsSpan(8 + 32, 16).Clear();
        Assert.Equal(
            "54 00 00 00 02 00 00 00 "                              // 84 bytes of WELCOME
            + "01 00 e8 03 f8 ff 00 00 00 00 10 00 00 00 01 00 "    // version 1, 1000 ms, 65528, 1 MiB, 65536 messages
            + "01 00 00 00 00 00 00 00 00 00 40 00 00 00 00 00 "    // requests, 4 MiB of credit
            + "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "    // the server's instance, blanked here
            + "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
            + "00 00 00 00",
            Hex.Text(welcome));
        await _server.Handler.ConnectedAsync();
    }

    // TRN1-H5: the instance tells restarts apart.
    [Fact]
    public async Task Names_the_same_instance_to_every_client()
    {
        RawPeer one = await _server.ConnectAsync();
        RawPeer two = await _server.ConnectAsync();
        await one.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello()}");
        await two.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello()}");

        Assert.Equal(await one.ReadFrameAsync(), await two.ReadFrameAsync());
    }

    // TRN1-H1, TRN1-D7: nothing else may come first, whatever its flags.
    [Theory]
    [InlineData("01 00 00 00 10 00 00 00 61")]
    [InlineData("54 00 00 00 02 00 00 00")]
    [InlineData("00 00 00 00 7f 80 00 00")]
    [InlineData("01 10 00 00 01 00 00 00")]
    [InlineData("34 00 00 00 01 00 01 00")]
    public async Task Refuses_whatever_is_not_a_hello(string frame) => await RefusesAsync(frame, Protocol);

    // TRN1-H2
    [Theory]
    [InlineData("a byte short", "33 00 00 00 01 00 00 00", 51)]
    [InlineData("empty", "00 00 00 00 01 00 00 00", 0)]
    public async Task Refuses_a_hello_that_is_too_short(string name, string header, int length)
    {
        string refusal = await RefusesAsync($"{header} {Trn1Text.Bytes(length, 1)}", Protocol);
        Assert.True(refusal.Contains("malformed", StringComparison.Ordinal), name);
    }

    // TRN1-H2: the blob must lie inside; TRN1-H10: what it says is ignored, as are the reserved byte and the features.
    [Fact]
    public async Task Ignores_authentication_features_and_reserved_bytes()
    {
        await _server.OpenAsync(Trn1Text.Hello(auth: "07 ff 03 00 61 62 63", features: "ff ff ff ff ff ff ff ff"));
        await RefusesAsync(Trn1Text.Hello(auth: "07 00 04 00 61 62 63"), Protocol);
    }

    // TRN1-H3
    [Theory]
    [InlineData("01 01")]
    [InlineData("00 01")]
    [InlineData("01 ff")]
    public async Task Takes_a_client_that_offers_version_1(string versions) =>
        await _server.OpenAsync(Trn1Text.Hello(versions: versions));

    // TRN1-H3
    [Theory]
    [InlineData("00 00")]
    [InlineData("02 02")]
    [InlineData("02 ff")]
    public async Task Refuses_a_client_of_other_versions(string versions)
    {
        string refusal = await RefusesAsync(Trn1Text.Hello(versions: versions), Version);
        Assert.Contains("version 1", refusal, StringComparison.Ordinal);
    }

    // TRN1-H4
    [Fact]
    public async Task Takes_the_smallest_and_the_largest_terms()
    {
        await _server.OpenAsync(Trn1Text.Hello(
            heartbeat: "01 00", maxFrame: "00 01 00 00", maxMessage: "01 00 00 00", creditMessages: "01 00 00 00", creditBytes: "01 00 00 00 00 00 00 00"));
        await _server.OpenAsync(Trn1Text.Hello(
            heartbeat: "ff ff", maxFrame: "ff ff ff ff", maxMessage: "ff ff ff ff", creditMessages: "ff ff ff 7f", creditBytes: "ff ff ff 7f 00 00 00 00"));
    }

    // TRN1-H4
    [Fact]
    public async Task Refuses_terms_nobody_can_serve()
    {
        await RefusesAsync(Trn1Text.Hello(heartbeat: "00 00"), Terms);
        await RefusesAsync(Trn1Text.Hello(maxFrame: "ff 00 00 00"), Terms);
        await RefusesAsync(Trn1Text.Hello(maxMessage: "00 00 00 00"), Terms);
        await RefusesAsync(Trn1Text.Hello(creditMessages: "00 00 00 00"), Terms);
        await RefusesAsync(Trn1Text.Hello(creditMessages: "00 00 00 80"), Terms);
        await RefusesAsync(Trn1Text.Hello(creditBytes: "00 00 00 00 00 00 00 00"), Terms);
        await RefusesAsync(Trn1Text.Hello(creditBytes: "00 00 00 80 00 00 00 00"), Terms);
        await RefusesAsync(Trn1Text.Hello(creditBytes: "00 00 00 00 00 00 00 80"), Terms);
    }

    // TRN1-H6: an option is a type, a length and a value; the highest bit of the type demands that it is known.
    [Fact]
    public async Task Skips_an_option_it_does_not_know_unless_it_must_know_it()
    {
        await _server.OpenAsync(Trn1Text.Hello(options: "07 00 02 00 61 62 08 00 00 00"));
        await RefusesAsync(Trn1Text.Hello(options: "07 00 02 00 61 62 08 80 00 00"), Protocol);
    }

    // TRN1-H6
    [Theory]
    [InlineData("07")]
    [InlineData("07 00 02")]
    [InlineData("01 00 03 00 01 00 00")] // TRN1-Q4
    [InlineData("07 00 02 00 61")]
    public async Task Refuses_an_option_that_is_cut(string options) => await RefusesAsync(Trn1Text.Hello(options: options), Protocol);

    // TRN1-H1: a HELLO may be 4096 bytes long, options and all.
    [Fact]
    public async Task Takes_a_hello_of_4096_bytes()
    {
        const int Option = 4096 - 52 - 4;
        await _server.OpenAsync(Trn1Text.Hello(options: $"07 00 {Trn1Text.U16(Option)} {Trn1Text.Zeros(Option)}"));
    }

    // TRN1-H8
    [Theory]
    [InlineData("00")]
    [InlineData("80")]
    public async Task Breaks_off_at_a_second_hello(string flags)
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(Trn1Text.Frame("01", Trn1Text.Hello()[24..], flags));

        Assert.Contains("0a 00 00 00 04 00 00 00", await peer.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(CloseReason.ProtocolViolation, (await _server.Handler.EndedAsync()).Reason);
    }

    // TRN1-H1: a HELLO and what follows it may come in one piece.
    [Fact]
    public async Task Takes_a_message_right_behind_the_hello()
    {
        RawPeer peer = await _server.ConnectAsync();

        await peer.SendAsync($"{Trn1Text.Preamble} {Trn1Text.Hello()} {Trn1Text.Data("61")}");

        Assert.Equal("61", await _server.Handler.MessageAsync());
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>TRN1-H7: who has shown the preamble is told why.</summary>
    private async Task<string> RefusesAsync(string first, string code)
    {
        RawPeer peer = await _server.ConnectAsync();
        await peer.SendAsync($"{Trn1Text.Preamble} {first}");

        RefusedConnection refused = await _server.RefusedAsync();
        Assert.Equal(CloseReason.ProtocolViolation, refused.Reason);
        string reject = await peer.ReadFrameAsync();
        Assert.Equal($"03 00 00 00 {code} 00 00 00 00 00 00", reject[12..47]);
        Assert.StartsWith(reject[48..], Trn1Text.Ascii(refused.Message), StringComparison.Ordinal);
        Assert.Equal("", await peer.ReadToEndAsync());
        return refused.Message;
    }
}
