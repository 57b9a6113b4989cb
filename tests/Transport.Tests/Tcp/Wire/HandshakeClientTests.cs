using System.Text;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>What a client says first, and what it takes for an answer.</summary>
public sealed class HandshakeClientTests : IAsyncDisposable
{
    private readonly ClientRig _client = new();

    // TRN1-H2, TRN1-C6
    [Fact]
    public async Task Says_hello()
    {
        (_, _, string hello) = await _client.GreetAsync();

        byte[] first = Hex.Bytes(hello);
        first.AsSpan(8 + 8 + 32, 16).Clear();
        Assert.Equal(
            "93 54 52 4e 0d 0a 1a 01 "                              // the preamble
            + "34 00 00 00 01 00 00 00 "                            // 52 bytes of HELLO
            + "01 01 e8 03 f8 ff 00 00 00 00 10 00 00 00 01 00 "    // version 1 to 1, 1000 ms, 65528, 1 MiB, 65536 messages
            + "01 00 00 00 00 00 00 00 00 00 40 00 00 00 00 00 "    // requests, 4 MiB of credit
            + "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "    // the client's identity, blanked here
            + "00 00 00 00",                                        // no authentication
            Hex.Text(first));
    }

    // TRN1-H2, TRN1-C6: what the options say is what the peer is told.
    [Fact]
    public async Task Says_what_its_options_say()
    {
        await using ClientRig rig = new(options => options with
        {
            Limits = new ConnectionLimits { MaxMessageLength = 100 },
            Session = new SessionOptions { WindowBytes = 217, WindowMessages = 3, HeartbeatInterval = TimeSpan.FromMilliseconds(250) },
        });
        (_, _, string hello) = await rig.GreetAsync();

        Assert.StartsWith(
            "01 01 fa 00 f8 ff 00 00 64 00 00 00 03 00 00 00 01 00 00 00 00 00 00 00 d9 00 00 00 00 00 00 00",
            hello[(16 * 3)..],
            StringComparison.Ordinal);
    }

    // TRN1-H5: a WELCOME opens the session, and nothing is sent before it.
    [Fact]
    public async Task Is_connected_when_welcome_has_come()
    {
        (Task<MessageClient> connecting, RawPeer peer, _) = await _client.GreetAsync();

        byte[] welcome = Hex.Bytes(Trn1Text.Welcome());
        await peer.SendAsync(welcome.AsMemory(0, welcome.Length - 1));
        _client.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(connecting.IsCompleted);
        await peer.SendAsync(welcome.AsMemory(welcome.Length - 1));

        MessageClient client = await connecting.WithinAsync();
        Assert.Equal(1 << 20, client.Connection.MaxMessageLength);
        Assert.Equal(SendStatus.Sent, client.TrySend([0x61]));
        Assert.Equal("01 00 00 00 10 00 00 00 61", await peer.ReadFrameAsync());
    }

    // TRN1-H5: a message may follow WELCOME in one piece.
    [Fact]
    public async Task Takes_a_message_right_behind_welcome()
    {
        (MessageClient client, _) = await _client.OpenAsync($"{Trn1Text.Welcome()} {Trn1Text.Data("61 62")}");

        using Message message = await client.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
        Assert.Equal("61 62", Hex.Text(message.Span));
        Assert.Equal(1UL, message.Sequence);
    }

    // TRN1-H4: the longest message is what the server takes, and what its window holds.
    [Theory]
    [InlineData("64 00 00 00", "00 00 40 00 00 00 00 00", 100)]
    [InlineData("00 00 10 00", "6c 00 00 00 00 00 00 00", 100)]
    [InlineData("00 00 10 00", "08 02 00 00 00 00 00 00", 504)] // 520 bytes hold 256 + 248, and a header for each
    [InlineData("00 00 10 00", "08 00 00 00 00 00 00 00", 0)]
    public async Task Knows_the_longest_message_the_server_can_take(string maxMessage, string creditBytes, int longest)
    {
        (MessageClient client, _) = await _client.OpenAsync(
            Trn1Text.Welcome(maxFrame: "00 01 00 00", maxMessage: maxMessage, creditBytes: creditBytes));

        Assert.Equal(longest, client.Connection.MaxMessageLength);
        Assert.Equal(SendStatus.TooLarge, client.TrySend(new byte[longest + 1]));
    }

    // TRN1-H3
    [Theory]
    [InlineData("00 00")]
    [InlineData("02 00")]
    public async Task Refuses_a_version_it_did_not_offer(string version) =>
        Assert.Contains("version", await FailsAsync(Trn1Text.Welcome(version: version), "01 00"), StringComparison.Ordinal);

    // TRN1-H4
    [Fact]
    public Task Refuses_an_interval_of_heartbeats_that_is_none() => FailsAsync(Trn1Text.Welcome(heartbeat: "00 00"), "03 00");

    // TRN1-H4
    [Fact]
    public Task Refuses_frames_too_short_to_serve() => FailsAsync(Trn1Text.Welcome(maxFrame: "ff 00 00 00"), "03 00");

    // TRN1-H4
    [Fact]
    public Task Refuses_credit_that_no_window_can_be() => FailsAsync(Trn1Text.Welcome(creditBytes: "00 00 00 80 00 00 00 00"), "03 00");

    // TRN1-H6
    [Fact]
    public Task Skips_an_option_it_does_not_know() => _client.OpenAsync(Trn1Text.Welcome(options: "07 00 02 00 61 62"));

    // TRN1-H6
    [Fact]
    public Task Refuses_an_option_it_does_not_know_and_must_know() => FailsAsync(Trn1Text.Welcome(options: "07 80 02 00 61 62"), "04 00");

    // TRN1-H1, TRN1-H5
    [Theory]
    [InlineData("01 00 00 00 10 00 00 00 61")]
    [InlineData("34 00 00 00 01 00 00 00")]
    [InlineData("01 10 00 00 02 00 00 00")]
    [InlineData("00 00 00 00 02 00 00 00")]
    public async Task Refuses_whatever_is_not_an_answer(string frame) => await FailsAsync(frame, "04 00");

    // TRN1-H7
    [Fact]
    public async Task Passes_on_the_words_of_a_refusal()
    {
        (Task<MessageClient> connecting, RawPeer peer) = await _client.StartAsync();

        await peer.SendAsync("11 00 00 00 03 00 00 00 02 00 00 00 fa 00 00 00 66 75 6c 6c 0a 1b 5b 37 6d");

        var refused = await Assert.ThrowsAsync<ConnectionClosedException>(() => connecting.WithinAsync());
        Assert.Equal(CloseReason.Refused, refused.Reason);
        Assert.Contains("full  [7m (Busy)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("250 ms", refused.Message, StringComparison.Ordinal);
    }

    // TRN1-H7: at least the fixed part, at most 256 bytes of text.
    [Theory]
    [InlineData(7)]
    [InlineData(8 + 257)]
    public async Task Refuses_a_refusal_that_is_malformed(int length) =>
        Assert.Contains("malformed", await FailsAsync(Trn1Text.Frame("03", Trn1Text.Zeros(length)), "04 00"), StringComparison.Ordinal);

    // TRN1-R1
    [Fact]
    public async Task Takes_an_error_for_a_refusal()
    {
        (Task<MessageClient> connecting, RawPeer peer) = await _client.StartAsync();

        await peer.SendAsync(Trn1Text.Error(9, "no"));

        var refused = await Assert.ThrowsAsync<ConnectionClosedException>(() => connecting.WithinAsync());
        Assert.Equal(CloseReason.Refused, refused.Reason);
        Assert.Contains("no (Handler)", refused.Message, StringComparison.Ordinal);
    }

    // TRN1-E4
    [Fact]
    public async Task Says_that_the_server_hung_up()
    {
        (Task<MessageClient> connecting, RawPeer peer) = await _client.StartAsync();

        peer.Finish();

        var refused = await Assert.ThrowsAsync<ConnectionClosedException>(() => connecting.WithinAsync());
        Assert.Equal(CloseReason.PeerReset, refused.Reason);
        Assert.Contains("before the handshake was done", refused.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    /// <summary>TRN1-R1: the server is told why, as far as it understands.</summary>
    private async Task<string> FailsAsync(string answer, string code)
    {
        (Task<MessageClient> connecting, RawPeer peer, _) = await _client.GreetAsync();
        await peer.SendAsync(answer);

        var refused = await Assert.ThrowsAsync<ProtocolViolationException>(() => connecting.WithinAsync());
        string error = await peer.ReadFrameAsync();
        Assert.Equal($"0a 00 00 00 {code} 00 00 00 00 00 00", error[12..47]);
        Assert.Equal(refused.Message, Encoding.UTF8.GetString(Hex.Bytes(error[48..])));
        return refused.Message;
    }
}
