using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Who is at the wrong port is told so, whichever side it is.</summary>
public sealed class PreambleTests : IAsyncDisposable
{
    private readonly ServerRig _server = new();
    private readonly ClientRig _client = new();

    /// <summary>First bytes of other protocols, and what the refusal must name.</summary>
    public static TheoryData<string, string, string> Foreign => new()
    {
        { "TLS", "16 03 01 02 00 01 00 01 fc 03 03 5a", "TLS" },
        { "HTTP", Trn1Text.Ascii("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "HTTP" },
        { "HTTP DELETE", Trn1Text.Ascii("DELETE /a HTTP/1.1\r\n\r\n"), "HTTP" },
        { "HTTP/2", Trn1Text.Ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "HTTP" },
        { "SSH", Trn1Text.Ascii("SSH-2.0-any_1.0\r\n"), "SSH" },
        { "ZeroMQ", "ff 00 00 00 00 00 00 00 01 7f 03 01", "ZeroMQ" },
        { "text", Trn1Text.Ascii("hello\n"), "text" },
        { "noise", "de ad be ef 00 11 22 33 44", "no protocol known" },
        { "a later TRN1", "93 54 52 4e 0d 0a 1a 02", "another version" },
        { "TRN1 after a conversion of line ends", "93 54 52 4e 0a 1a 01", "line endings converted" },
        { "TRN1 without the preamble", Trn1Text.Hello(), "without the preamble" },
    };

    /// <summary>First bytes of other protocols' servers, and what the failure must name.</summary>
    public static TheoryData<string, string, string> ForeignServers => new()
    {
        { "a TLS alert", "15 03 03 00 02 02 28", "TLS" },
        { "HTTP", Trn1Text.Ascii("HTTP/1.1 400 Bad Request\r\n\r\n"), "HTTP" },
        { "SSH", Trn1Text.Ascii("SSH-2.0-any_1.0\r\n"), "SSH" },
        { "ZeroMQ", "ff 00 00 00 00 00 00 00 01 7f 03 01", "ZeroMQ" },
        { "a short text", Trn1Text.Ascii("+OK\r\n"), "text" },
        { "a long text", Trn1Text.Ascii("220 mail.example ESMTP\r\n"), "text" },
        { "noise", "de ad be ef 00 11 22 33 44", "no protocol known" },
    };

    // TRN1-P1: the eight bytes, however they are cut.
    [Fact]
    public async Task A_server_knows_the_preamble_byte_by_byte()
    {
        RawPeer peer = await _server.ConnectAsync();
        foreach (byte b in Hex.Bytes(Trn1Text.Preamble + Trn1Text.Hello()))
        {
            await peer.SendAsync(new[] { b });
        }

        Assert.StartsWith("54 00 00 00 02", await peer.ReadFrameAsync(), StringComparison.Ordinal);
    }

    // TRN1-P1: a client begins with them.
    [Fact]
    public async Task A_client_begins_with_the_preamble()
    {
        (_, RawPeer peer) = await _client.StartAsync();

        Assert.Equal("93 54 52 4e 0d 0a 1a 01", await peer.ReadAsync(8));
    }

    // TRN1-P2: and nothing is said to who would not understand.
    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_server_names_what_speaks_to_it(string name, string first, string named)
    {
        RawPeer peer = await _server.ConnectAsync();

        await peer.TrySendAsync(Hex.Bytes(first));

        RefusedConnection refused = await _server.RefusedAsync();
        Assert.Equal(CloseReason.ProtocolViolation, refused.Reason);
        Assert.True(refused.Message.Contains(named, StringComparison.Ordinal), $"{name}: {refused.Message}");
        Assert.Contains(first[..5], refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", await peer.ReadToEndAsync());
    }

    // TRN1-P2: it does not wait for more.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public async Task A_server_refuses_at_the_first_wrong_byte(int right)
    {
        byte[] bytes = Hex.Bytes(Trn1Text.Preamble)[..(right + 1)];
        bytes[right] ^= 0x20;
        RawPeer peer = await _server.ConnectAsync();

        await peer.SendAsync(bytes);

        Assert.Equal(CloseReason.ProtocolViolation, (await _server.RefusedAsync()).Reason);
        Assert.Equal("", await peer.ReadToEndAsync());
    }

    // TRN1-P3
    [Theory]
    [MemberData(nameof(ForeignServers))]
    public async Task A_client_names_what_answers_it(string name, string first, string named)
    {
        (Task<MessageClient> connecting, RawPeer peer) = await _client.StartAsync();

        await peer.TrySendAsync(Hex.Bytes(first));

        var refused = await Assert.ThrowsAsync<ProtocolViolationException>(() => connecting.WithinAsync());
        Assert.Equal(CloseReason.ProtocolViolation, refused.Reason);
        Assert.True(refused.Message.Contains(named, StringComparison.Ordinal), $"{name}: {refused.Message}");
    }

    // TRN1-P3: no length, type or channel of an answer begins like this.
    [Theory]
    [InlineData("00 11")]
    [InlineData("00 00 01")]
    [InlineData("00 00 00 01")]
    [InlineData("54 00 00 00 01")]
    [InlineData("54 00 00 00 10")]
    [InlineData("54 00 00 00 02 00 01")]
    [InlineData("54 00 00 00 02 00 00 01")]
    public async Task A_client_refuses_at_the_first_wrong_byte(string first)
    {
        (Task<MessageClient> connecting, RawPeer peer) = await _client.StartAsync();

        await peer.SendAsync(first);

        await Assert.ThrowsAsync<ProtocolViolationException>(() => connecting.WithinAsync());
    }

    // TRN1-P3: the same on the server's side, behind the preamble.
    [Theory]
    [InlineData("00 11")]
    [InlineData("34 00 00 00 02")]
    [InlineData("34 00 00 00 01 00 01")]
    public async Task A_server_refuses_a_first_frame_at_its_first_wrong_byte(string first)
    {
        RawPeer peer = await _server.ConnectAsync();

        await peer.SendAsync($"{Trn1Text.Preamble} {first}");

        Assert.Equal(CloseReason.ProtocolViolation, (await _server.RefusedAsync()).Reason);
    }

    // TRN1-P2: half a preamble and then the end.
    [Fact]
    public async Task A_server_says_how_much_of_the_preamble_came()
    {
        RawPeer peer = await _server.ConnectAsync();

        await peer.SendAsync("93 54 52");
        peer.Finish();

        RefusedConnection refused = await _server.RefusedAsync();
        Assert.Equal(CloseReason.TruncatedFrame, refused.Reason);
        Assert.Contains("3 of the 8 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Equal("", await peer.ReadToEndAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }
}
