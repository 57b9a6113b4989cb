using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Flow control on the wire, as sender and as receiver.</summary>
public sealed class CreditTests : IAsyncDisposable
{
    private static readonly byte[] s_hundred = new byte[100];

    private readonly ClientRig _client = new();

    // TRN1-C1, TRN1-C6: 108 bytes of credit are one message of 100 bytes and its header.
    [Fact]
    public async Task A_sender_stops_where_the_bytes_end()
    {
        (MessageClient client, RawPeer peer) = await _client.OpenAsync(Trn1Text.Welcome(creditBytes: Trn1Text.U64(216 + 7)));

        Assert.Equal(SendStatus.Sent, client.TrySend(s_hundred));
        Assert.Equal(SendStatus.Sent, client.TrySend(s_hundred));
        ValueTask<SendStatus> third = client.SendAsync(ReadOnlyMemory<byte>.Empty, TestContext.Current.CancellationToken);
        Assert.False(third.IsCompleted);

        await peer.SendAsync(Trn1Text.Credit(216 + 8, 65_536));
        Assert.Equal(SendStatus.Sent, await third.WithinAsync());
        Assert.Equal(SendStatus.NoCredit, client.TrySend([]));
    }

    // TRN1-C1: an empty message costs a message, too.
    [Fact]
    public async Task A_sender_stops_where_the_messages_end()
    {
        (MessageClient client, RawPeer peer) = await _client.OpenAsync(Trn1Text.Welcome(creditMessages: "02 00 00 00"));

        Assert.Equal(SendStatus.Sent, client.TrySend([]));
        Assert.Equal(SendStatus.Sent, client.TrySend([]));
        ValueTask<SendStatus> third = client.SendAsync(ReadOnlyMemory<byte>.Empty, TestContext.Current.CancellationToken);
        Assert.False(third.IsCompleted);

        await peer.SendAsync(Trn1Text.Credit(0, 3));
        Assert.Equal(SendStatus.Sent, await third.WithinAsync());
    }

    // TRN1-C1: a message takes the credit of all its fragments before the first of them leaves.
    [Fact]
    public async Task A_fragmented_message_is_paid_for_as_a_whole()
    {
        (MessageClient client, RawPeer peer) = await _client.OpenAsync(
            Trn1Text.Welcome(maxFrame: "00 01 00 00", creditBytes: Trn1Text.U64(1000)));
        Assert.Equal(SendStatus.Sent, client.TrySend(new byte[512 - 16]));

        // 257 bytes are two frames: 273 bytes. 512 were taken, 488 are left, then 215.
        Assert.Equal(SendStatus.Sent, client.TrySend(new byte[257]));
        Assert.Equal(SendStatus.NoCredit, client.TrySend(new byte[208]));
        Assert.Equal(SendStatus.Sent, client.TrySend(new byte[207]));
        Assert.Equal(0, client.GetStats().CreditBytes);
        await peer.ReadAsync(1000);
    }

    // TRN1-C2, TRN1-C4: totals since the session began; each number counts only where it is larger.
    [Fact]
    public async Task A_grant_is_a_total_and_a_repeated_one_changes_nothing()
    {
        (MessageClient client, RawPeer peer) = await _client.OpenAsync(
            Trn1Text.Welcome(creditBytes: Trn1Text.U64(108), creditMessages: "01 00 00 00"));
        Assert.Equal(SendStatus.Sent, client.TrySend(s_hundred));
        await peer.ReadFrameAsync();

        await peer.SendAsync("10 00 00 00 08 00 00 00 d8 00 00 00 00 00 00 00 03 00 00 00 00 00 00 00");
        await peer.SendAsync(Trn1Text.Credit(216, 3));
        await peer.SendAsync(Trn1Text.Credit(108, 4));
        await peer.SendAsync(Trn1Text.Credit(0, 0));
        await EchoedAsync(peer, received: 0, next: 2);

        Assert.Equal((108, 3), (client.GetStats().CreditBytes, client.GetStats().CreditMessages));
        Assert.Equal(SendStatus.Sent, client.TrySend(s_hundred));
        Assert.Equal(SendStatus.NoCredit, client.TrySend([]));
    }

    // TRN1-C5: a mark over 2^62, or more at once than a window can be.
    [Theory]
    [InlineData(0x4000_0000_0000_0001UL, 0UL)]
    [InlineData(0UL, 0x4000_0000_0000_0001UL)]
    [InlineData(ulong.MaxValue, ulong.MaxValue)]
    [InlineData(0x8000_0000UL, 1UL)]
    [InlineData(1UL, 0x8000_0000UL)]
    public async Task A_grant_that_no_window_can_be_breaks_the_session_off(ulong bytes, ulong messages)
    {
        (MessageClient client, RawPeer peer) = await _client.OpenAsync();

        await peer.SendAsync(Trn1Text.Credit(bytes, messages));

        Assert.Equal(CloseReason.ProtocolViolation, await client.Closed.WithinAsync());
        Assert.Equal("0a 00 00 00 04 00", (await peer.ReadFrameAsync())[12..29]);
    }

    // TRN1-C5
    [Fact]
    public async Task The_widest_window_is_taken()
    {
        (MessageClient client, RawPeer peer) = await _client.OpenAsync();

        await peer.SendAsync(Trn1Text.Credit(int.MaxValue, int.MaxValue));
        await EchoedAsync(peer, received: 0, next: 1);

        Assert.Equal((int.MaxValue, int.MaxValue), (client.GetStats().CreditBytes, client.GetStats().CreditMessages));
    }

    // TRN1-C3: to the byte.
    [Theory]
    [InlineData(100, CloseReason.None)]
    [InlineData(101, CloseReason.ProtocolViolation)]
    public async Task A_receiver_holds_its_peer_to_the_bytes_granted(int second, CloseReason reason)
    {
        await using ServerRig server = Pulling(windowBytes: 216, windowMessages: 100, maxMessage: 101);
        (RawPeer peer, MessageConnection connection) = await AcceptAsync(server);

        await peer.SendAsync($"{Trn1Text.Data(Trn1Text.Bytes(100))} {Trn1Text.Data(Trn1Text.Bytes(second))}");

        await EndsAsync(peer, connection, reason, received: 2);
    }

    // TRN1-C3: to the message.
    [Theory]
    [InlineData(3, CloseReason.None)]
    [InlineData(4, CloseReason.ProtocolViolation)]
    public async Task A_receiver_holds_its_peer_to_the_messages_granted(int count, CloseReason reason)
    {
        await using ServerRig server = Pulling(windowBytes: 1000, windowMessages: 3, maxMessage: 100);
        (RawPeer peer, MessageConnection connection) = await AcceptAsync(server);

        await peer.SendAsync(string.Join(' ', Enumerable.Repeat(Trn1Text.Data(""), count)));

        await EndsAsync(peer, connection, reason, received: (ulong)count);
    }

    // TRN1-C3: fragments are held against it as they come, not only with the last.
    [Fact]
    public async Task A_receiver_does_not_gather_fragments_beyond_the_credit()
    {
        await using ServerRig server = Pulling(windowBytes: 1024, windowMessages: 100, maxMessage: 1000);
        (RawPeer peer, MessageConnection connection) = await AcceptAsync(server);

        await peer.SendAsync($"{Trn1Text.Data(Trn1Text.Bytes(752))} {Trn1Text.More(Trn1Text.Bytes(257))}");

        await EndsAsync(peer, connection, CloseReason.ProtocolViolation, received: 1);
    }

    // TRN1-C2, TRN1-C7: when a message is let go of, its credit comes back, in steps of a quarter of the window.
    [Fact]
    public async Task A_receiver_grants_what_the_application_let_go_of()
    {
        await using ServerRig server = Pulling(windowBytes: 432, windowMessages: 100, maxMessage: 100);
        (RawPeer peer, MessageConnection connection) = await AcceptAsync(server);
        await peer.SendAsync($"{Trn1Text.Data(Trn1Text.Bytes(99))} {Trn1Text.Data("")} {Trn1Text.Data(Trn1Text.Bytes(100))}");

        Message first = await connection.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
        Message second = await connection.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
        using Message third = await connection.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
        first.Dispose();
        await EchoedAsync(peer, received: 3, next: 1, sent: 4);
        second.Dispose();

        // 432 + 107 + 8 bytes, 100 + 2 messages; and with it, what has arrived.
        Assert.Equal("10 00 00 00 08 00 00 00 23 02 00 00 00 00 00 00 66 00 00 00 00 00 00 00", await peer.ReadFrameAsync());
        Assert.Equal("08 00 00 00 07 00 00 00 03 00 00 00 00 00 00 00", await peer.ReadFrameAsync());
    }

    // TRN1-C7: with a handler, it is let go of when the handler is done with the burst.
    [Fact]
    public async Task A_receiver_with_a_handler_grants_at_the_end_of_the_burst()
    {
        await using ServerRig server = new(options => options with
        {
            Session = new SessionOptions { WindowBytes = 216, WindowMessages = 4 },
            Limits = new ConnectionLimits { MaxMessageLength = 100 },
        });
        RawPeer peer = await server.OpenAsync();

        await peer.SendAsync($"{Trn1Text.Data(Trn1Text.Bytes(100))} {Trn1Text.Data(Trn1Text.Bytes(100))}");
        await peer.SendAsync(Trn1Text.Credit(0, 0));

        // The two may arrive in one burst or in two.
        string grant = await peer.ReadFrameAsync();
        string ack = await peer.ReadFrameAsync();
        if (grant == Trn1Text.Credit(324, 5))
        {
            Assert.Equal(Trn1Text.Ack(1), ack);
            (grant, ack) = (await peer.ReadFrameAsync(), await peer.ReadFrameAsync());
        }

        Assert.Equal(Trn1Text.Credit(432, 6), grant);
        Assert.Equal(Trn1Text.Ack(2), ack);
    }

    // TRN1-C7: a step is not waited for when an idle sender would wait for it in vain.
    [Fact]
    public async Task A_receiver_grants_at_once_what_the_longest_message_needs()
    {
        await using ServerRig server = new(options => options with
        {
            Session = new SessionOptions { WindowBytes = 216, WindowMessages = 100 },
            Limits = new ConnectionLimits { MaxMessageLength = 208 },
        });
        RawPeer peer = await server.OpenAsync();

        await peer.SendAsync(Trn1Text.Data("61"));
        Assert.Equal(Trn1Text.Credit(225, 101), await peer.ReadFrameAsync());
        Assert.Equal(Trn1Text.Ack(1), await peer.ReadFrameAsync());

        await peer.SendAsync(Trn1Text.Data(Trn1Text.Bytes(208)));
        Assert.Equal("61", await server.Handler.MessageAsync());
        Assert.Equal(Trn1Text.Bytes(208), await server.Handler.MessageAsync());
    }

    // TRN1-A1
    [Fact]
    public async Task An_acknowledgement_releases_who_waits_for_it()
    {
        (MessageClient client, RawPeer peer) = await _client.OpenAsync();
        client.TrySend([0x61]);
        Task acknowledged = client.AcknowledgedAsync(TestContext.Current.CancellationToken).AsTask();
        await peer.ReadFrameAsync();

        // TRN1-L3: whoever waits asks for an echo, so that the answer comes at once.
        Assert.Equal("20 00 00 00 06 00 00 00 02 00 00 00 00 00 00 00", (await peer.ReadFrameAsync())[..47]);
        await peer.SendAsync(Trn1Text.Ack(0));
        await EchoedAsync(peer, received: 0, next: 2);
        Assert.False(acknowledged.IsCompleted);

        await peer.SendAsync("08 00 00 00 07 00 00 00 01 00 00 00 00 00 00 00");
        await acknowledged.WithinAsync();
    }

    // TRN1-A2: in ACK and wherever else it is said.
    [Theory]
    [InlineData("07", "02 00 00 00 00 00 00 00")]
    [InlineData("07", "ff ff ff ff ff ff ff ff")]
    [InlineData("06", "01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")]
    [InlineData("09", "00 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 00 00")]
    public async Task An_acknowledgement_of_what_was_not_sent_breaks_the_session_off(string type, string payload)
    {
        (MessageClient client, RawPeer peer) = await _client.OpenAsync();
        client.TrySend([0x61]);
        await peer.ReadFrameAsync();

        await peer.SendAsync(Trn1Text.Frame(type, payload));

        Assert.Equal(CloseReason.ProtocolViolation, await client.Closed.WithinAsync());
        Assert.Equal("0a 00 00 00 07 00", (await peer.ReadFrameAsync())[12..29]);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static ServerRig Pulling(int windowBytes, int windowMessages, int maxMessage) => new(options => options with
    {
        Handler = null,
        Session = new SessionOptions { WindowBytes = windowBytes, WindowMessages = windowMessages },
        Limits = new ConnectionLimits { MaxMessageLength = maxMessage },
    });

    private static async Task<(RawPeer Peer, MessageConnection Connection)> AcceptAsync(ServerRig server)
    {
        RawPeer peer = await server.OpenAsync();
        return (peer, await server.Server.AcceptAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync());
    }

    /// <summary>Everything sent so far was understood, and nothing was answered but this echo.</summary>
    private static async Task EchoedAsync(RawPeer peer, ulong received, ulong next, ulong sent = 1)
    {
        await peer.SendAsync(Trn1Text.Heartbeat(sent, 0, timestamp: 77));
        Assert.Equal(Trn1Text.Heartbeat(next, received, echo: 77), await peer.ReadFrameAsync());
    }

    private static async Task EndsAsync(RawPeer peer, MessageConnection connection, CloseReason reason, ulong received)
    {
        if (reason == CloseReason.None)
        {
            await EchoedAsync(peer, received, next: 1, sent: received + 1);
            Assert.Equal(CloseReason.None, connection.CloseReason);
        }
        else
        {
            Assert.Equal(reason, await connection.Closed.WithinAsync());
            Assert.Contains("granted", connection.Error!.Message, StringComparison.Ordinal);
            Assert.Equal("0a 00 00 00 06 00", (await peer.ReadFrameAsync())[12..29]);
        }

        peer.Dispose();
        await connection.DisposeAsync().WithinAsync();
    }
}
