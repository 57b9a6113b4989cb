using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Messages;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.All.ZeroMq;

/// <summary>A subscriber to everything of one publisher, and the application that reads it.</summary>
internal sealed class Subscription : IAsyncDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(1);

    private readonly ZmqSubscriber _socket;
    private readonly CancellationTokenSource _hurry = new();
    private readonly Arrivals _arrivals = new();
    private readonly Task _reading;
    private readonly long _peer;

    private Subscription(ZmqSubscriber socket, SlowReader? pace, long peer)
    {
        _socket = socket;
        _peer = peer;
        _reading = Task.Run(() => ZmqReading.RunAsync(socket, message => _arrivals.Add(message), pace, _hurry.Token));
    }

    /// <summary>Connects, and waits until the publisher knows of it.</summary>
    /// <param name="publisher">The publisher.</param>
    /// <param name="endpoint">Where it listens.</param>
    /// <param name="pace">How its application pauses; null for not at all.</param>
    /// <param name="queueMessages">Messages that may wait here unread.</param>
    /// <param name="deadline">When to give up.</param>
    public static async Task<Subscription> OpenAsync(ZmqPublisher publisher, string endpoint, SlowReader? pace, int queueMessages, CancellationToken deadline)
    {
        HashSet<long> others = [.. publisher.GetPeers().Select(static p => p.Id)];
        ZmqSubscriber socket = new(new ZmqOptions { ReceiveHighWaterMark = queueMessages });
        socket.Subscribe("");
        socket.Connect(endpoint);
        try
        {
            await publisher.WaitForSubscribersAsync(others.Count + 1, cancellationToken: deadline);
        }
        catch
        {
            await socket.DisposeAsync();
            throw;
        }

        return new Subscription(socket, pace, publisher.GetPeers().Single(p => !others.Contains(p.Id)).Id);
    }

    /// <summary>Reads without pauses from here on, until everything that left the publisher is read.</summary>
    public async Task CatchUpAsync(ZmqPublisher publisher, CancellationToken deadline)
    {
        await _hurry.CancelAsync();
        while (OfPublisher(publisher) is { } sent && (sent.Pending > 0 || _socket.GetStats().Traffic.Delivered < sent.Sent))
        {
            await Task.Delay(s_look, deadline);
        }
    }

    /// <summary>What the publisher has counted for it.</summary>
    public ZmqTraffic OfPublisher(ZmqPublisher publisher) => publisher.GetPeers().Single(p => p.Id == _peer).Traffic;

    /// <summary>Ends, and counts.</summary>
    /// <param name="sent">What the publisher has counted.</param>
    /// <returns>What became of the messages, and the sums.</returns>
    public async Task<(SubscriberCounts Counts, IReadOnlyList<Identity> Identities)> FinishAsync(ZmqTraffic sent)
    {
        await DisposeAsync();
        long dropped = ZmqTrafficIdentities.Dropped(sent);

        // In between, and behind the last one that came.
        long missing = _arrivals.Missing + (sent.Offered - _arrivals.Next);
        SubscriberCounts counts = new()
        {
            MatchedMessages = sent.Offered,
            DeliveredMessages = _arrivals.Count,
            DroppedMessages = dropped,
            MissingMessages = missing,
            MaxPendingMessages = sent.PendingHighest,
        };
        return (
            counts,
            [
                .. ZmqTrafficIdentities.Of(sent, _socket.GetStats().Traffic),
                new Identity(new Term("matched", sent.Offered), new Term("delivered", _arrivals.Count - _arrivals.Misplaced), new Term("dropped", dropped)),
                new Identity(new Term("dropped", dropped), new Term("missing at the subscriber", missing)),
            ]);
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        await _reading;
        _hurry.Dispose();
    }
}
