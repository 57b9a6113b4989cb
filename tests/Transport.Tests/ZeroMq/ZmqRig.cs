using System.Collections.Concurrent;
using System.Text;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>
/// The sockets of one test, over a checked pool, with what their monitors heard. When it is disposed the sockets are, their
/// counters must close, and every buffer must be back.
/// </summary>
internal sealed class ZmqRig : IAsyncDisposable
{
    private readonly CheckedPool _pool = new();
    private readonly List<ZmqSocket> _sockets = [];

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What the monitors of all sockets heard.</summary>
    public ConcurrentQueue<ZmqEvent> Events { get; } = [];

    /// <summary>Options for the sockets of the rig: they give up at once what has not left, and come back soon.</summary>
    public ZmqOptions Options => new()
    {
        Pool = _pool.Pool,
        Monitor = Events.Enqueue,
        Linger = TimeSpan.Zero,
        ReconnectInterval = TimeSpan.FromMilliseconds(5),
        ReconnectIntervalMax = TimeSpan.FromMilliseconds(20),
    };

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A message's frames as text.</summary>
    public static string Text(ZmqMessage message)
    {
        List<string> frames = [];
        foreach (ReadOnlySpan<byte> frame in message)
        {
            frames.Add(Encoding.UTF8.GetString(frame));
        }

        message.Dispose();
        return string.Join('|', frames);
    }

    public T Add<T>(T socket)
        where T : ZmqSocket
    {
        _sockets.Add(socket);
        return socket;
    }

    /// <summary>A publisher that is bound, and where.</summary>
    public ZmqPublisher Publisher(out string endpoint, ZmqOptions? options = null)
    {
        ZmqPublisher publisher = Add(new ZmqPublisher(options ?? Options));
        endpoint = publisher.Bind("tcp://127.0.0.1:*");
        return publisher;
    }

    /// <summary>A subscriber to these topics that is connected, once the publisher has heard of them.</summary>
    public async Task<ZmqSubscriber> SubscriberAsync(ZmqPublisher publisher, string endpoint, ZmqOptions? options, params string[] topics)
    {
        ZmqSubscriber subscriber = Add(new ZmqSubscriber(options ?? Options));
        Array.ForEach(topics, subscriber.Subscribe);
        int before = publisher.GetPeers().Sum(peer => peer.Topics);
        subscriber.Connect(endpoint);
        await Eventually.TrueAsync(() => publisher.GetPeers().Sum(peer => peer.Topics) >= before + topics.Length);
        return subscriber;
    }

    /// <summary>The first event of its kind, once there is one.</summary>
    public async Task<ZmqEvent> HeardAsync(ZmqEventKind kind)
    {
        await Eventually.TrueAsync(() => Events.Any(one => one.Kind == kind));
        return Events.First(one => one.Kind == kind);
    }

    /// <summary>The first of a kind with a reason: both sides tell of one end, each by its own.</summary>
    public async Task<ZmqEvent> HeardAsync(ZmqEventKind kind, CloseReason reason)
    {
        await Eventually.TrueAsync(() => Events.Any(one => one.Kind == kind && one.Reason == reason));
        return Events.First(one => one.Kind == kind && one.Reason == reason);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ZmqSocket socket in _sockets)
        {
            await socket.DisposeAsync().WithinAsync();
            AssertCloses(socket.GetStats().Traffic);
        }

        _pool.Dispose();
    }

    /// <summary>The identities of the statistics.</summary>
    public static void AssertCloses(ZmqTraffic traffic)
    {
        Assert.Equal(
            traffic.Offered,
            traffic.Sent + traffic.DroppedNewest + traffic.DroppedOldest + traffic.Conflated + traffic.DroppedAtClose + traffic.Pending);
        Assert.Equal(traffic.Received, traffic.Delivered + traffic.Filtered + traffic.Unread + traffic.Discarded);
    }
}
