using System.Text;
using Sockets.Interop.Tests.Support;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>
/// The native protocol against its second implementation, Peers/trn1.py, which holds this one to the rules of
/// docs/wire/tcp.md and ends with the first that is broken.
/// </summary>
public sealed class Trn1PeerTests
{
    // Far more than any exchange here takes: it only turns a hang into a failure.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Listener.Ours, "first")]
    [InlineData(Listener.Peer, "first")]
    [InlineData(Listener.Ours, "second")]
    [InlineData(Listener.Peer, "second")]
    public async Task Ten_thousand_messages_each_way_through_windows_of_three(Listener listener, string leave)
    {
        const int Longest = 2000;
        await using Stage stage = new();
        SessionOptions ours = new() { WindowBytes = 4096, WindowMessages = 3 };
        await ExchangeAsync(
            stage, listener, ours, count: 10_000, Longest, $"leave={leave}", "frame=256", "window=4096", "messages=3");
    }

    [Theory]
    [InlineData(Listener.Ours)]
    [InlineData(Listener.Peer)]
    public async Task Long_messages_go_in_fragments_both_ways(Listener listener)
    {
        const int Longest = 300_000;
        await using Stage stage = new();
        SessionOptions ours = new() { WindowBytes = 1_000_000, WindowMessages = 100 };
        await ExchangeAsync(stage, listener, ours, count: 300, Longest, "frame=5000", "window=700000", "messages=50");
    }

    /// <summary>Both sides ask at once, among plain messages, with fragments, through few places; the peer cancels every tenth.</summary>
    [Theory]
    [InlineData(Listener.Ours)]
    [InlineData(Listener.Peer)]
    public async Task Requests_go_both_ways(Listener listener)
    {
        const int Count = 2000;
        await using Stage stage = new();
        RequestOptions backwards = new() { Handler = static request => new(Reversed(request.Payload.Span)), MaxInFlight = 5 };
        await using Meeting meeting = await Meeting.BeginAsync(
            stage,
            listener,
            new SessionOptions { WindowBytes = 8192, WindowMessages = 20 },
            longest: 4000,
            backwards,
            $"seed={Seed.Take()}", "features=1", $"ask={Count}", $"serve={Count}", "send=500", "expect=0", "places=7", "size=2000", "frame=500");
        Random random = new(Seed.Take());
        Task<string> receiving = Exchange.ReceiveAsync(meeting.Connection, 500, Token);
        byte[][] questions = [.. Enumerable.Range(0, Count).Select(_ => new byte[random.Next(2000)])];
        Array.ForEach(questions, random.NextBytes);

        Task<Message>[] asking =
            [.. questions.Select(question => meeting.Connection.RequestAsync(question, TimeSpan.FromMinutes(1), Token).AsTask())];
        for (int i = 0; i < Count; i++)
        {
            using Message answer = await asking[i].WaitAsync(s_limit, Token);
            Assert.Equal(Reversed(questions[i]), answer.Span);
        }

        string received = await receiving.WaitAsync(s_limit, Token);
        await Until.HoldsAsync(() => meeting.Connection.GetRequestStats().Served == Count);

        await meeting.Connection.CloseAsync(Token);
        RequestStats stats = meeting.Connection.GetRequestStats();
        Assert.Equal((Count, Count, Count), (stats.Replied, stats.Served, stats.Answered + stats.ServedCancelled));
        string[] told = Encoding.ASCII.GetString(await meeting.Peer.FinishAsync()).Split('\n');
        Assert.Equal("sent " + received, told[0]);

        static byte[] Reversed(ReadOnlySpan<byte> bytes)
        {
            byte[] reversed = bytes.ToArray();
            Array.Reverse(reversed);
            return reversed;
        }
    }

    [Theory]
    [InlineData(Listener.Ours)]
    [InlineData(Listener.Peer)]
    public async Task Nothing_follows_our_farewell_although_the_peer_goes_on_probing(Listener listener)
    {
        await using Stage stage = new();
        await ExchangeAsync(stage, listener, new SessionOptions(), count: 10, longest: 100, "linger=300", "beat=5");
    }

    [Theory]
    [InlineData("overrun", CloseReason.ProtocolViolation, "more than it was granted")]
    [InlineData("audit", CloseReason.ProtocolViolation, "sequence audit failed")]
    [InlineData("unknown", CloseReason.ProtocolViolation, "0x7e")]
    [InlineData("mute", CloseReason.PeerSilent, "a sign of life every 50 ms")]
    [InlineData("vanish", CloseReason.PeerReset, "without a farewell")]
    public async Task A_peer_that_breaks_a_rule_is_told_apart(string fault, CloseReason reason, string words)
    {
        // Nothing is read here, so nothing is granted beyond the window of three.
        await using Stage stage = new();
        SessionOptions ours = new() { WindowBytes = 4096, WindowMessages = 3 };
        string send = fault == "overrun" ? "send=4" : "send=3";
        string heartbeat = fault == "mute" ? "heartbeat=50" : "heartbeat=20000";
        await using Meeting meeting = await Meeting.BeginAsync(
            stage, Listener.Ours, ours, longest: 1000, send, "size=500", heartbeat, $"fault={fault}");

        Assert.Equal(reason, await meeting.Connection.Closed.WaitAsync(s_limit, Token));
        TransportException told = await Assert.ThrowsAnyAsync<TransportException>(
            () => Exchange.ReceiveAsync(meeting.Connection, int.MaxValue, Token));
        Assert.Contains(words, told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_demands_an_option_nobody_knows_is_refused_in_words()
    {
        await using Stage stage = new();
        TaskCompletionSource<RefusedConnection> refusing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using MessageServer server = MessageServer.Start(new MessageServerOptions
        {
            EndPoint = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0),
            OnRefused = refused => refusing.TrySetResult(refused),
        });
        Running peer = stage.Script("trn1.py", "connect", $"tcp://{server.LocalEndPoint}", "fault=option");

        Ended ended = await peer.EndAsync();
        Assert.Contains("refused with 4: The HELLO is malformed, or demands an option", ended.Said, StringComparison.Ordinal);
        Assert.Equal(CloseReason.ProtocolViolation, (await refusing.Task.WaitAsync(s_limit, Token)).Reason);
    }

    private static async Task ExchangeAsync(
        Stage stage, Listener listener, SessionOptions ours, int count, int longest, params string[] peerOptions)
    {
        int seed = Seed.Take();
        await using Meeting meeting = await Meeting.BeginAsync(
            stage,
            listener,
            ours,
            longest,
            [$"seed={seed}", $"send={count}", $"expect={count}", $"size={longest}", $"message={longest}", .. peerOptions]);

        Task<string> receiving = Exchange.ReceiveAsync(meeting.Connection, count, Token);
        Task<string> sending = Exchange.SendAsync(meeting.Connection, count, longest, new Random(seed), Token);
        await Task.WhenAll(receiving, sending).WaitAsync(s_limit, Token);

        if (peerOptions.Contains("leave=first"))
        {
            Assert.Equal(CloseReason.PeerClose, await meeting.Connection.Closed.WaitAsync(s_limit, Token));
        }
        else
        {
            await meeting.Connection.CloseAsync(Token);
            Assert.Equal(CloseReason.LocalClose, meeting.Connection.CloseReason);
        }

        string[] told = Encoding.ASCII.GetString(await meeting.Peer.FinishAsync()).Split('\n');
        Assert.Equal("sent " + await receiving, told[0]);
        Assert.Equal("received " + await sending, told[1]);
    }
}
