using System.Collections.Concurrent;
using System.Text;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>
/// A group over sessions without a kernel, each of whose clients grants a few messages and reads when the test says so.
/// Messages are short texts. After every step the counters are checked to close; disposal checks the shared blocks too.
/// </summary>
internal sealed class BroadcastRig : IAsyncDisposable
{
    private readonly CheckedPool _pool = new();
    private readonly List<SessionRig> _sessions = [];
    private readonly ConcurrentQueue<string> _notices = new();

    public BroadcastRig(Action<SlowSubscriber>? onSlow = null)
    {
        Group = new BroadcastGroup(new BroadcastGroupOptions
        {
            Pool = _pool.Pool,
            OnSlowSubscriber = notice =>
            {
                Assert.All(_sessions, session => Assert.False(session.Server.Lane.Gate.IsHeldByCurrentThread));
                _notices.Enqueue($"{Name(notice.Connection)} {notice.Phase} {notice.Lost} lost {notice.Pending} pending");
                onSlow?.Invoke(notice);
            },
        });
    }

    public BroadcastGroup Group { get; }

    /// <summary>What the group told, in order.</summary>
    public string[] Notices => [.. _notices];

    /// <summary>Shared blocks that are lent out now.</summary>
    public long Outstanding => _pool.Outstanding;

    /// <summary>A subscriber whose client grants three messages; its queue holds four.</summary>
    public async Task<SessionRig> JoinAsync(OverflowPolicy policy, int window = 3, int queue = 4, SessionOptions? both = null)
    {
        SessionRig session = await StartAsync(window, both);
        Assert.True(Group.Add(session.Server, new SubscriberOptions { Policy = policy, QueueMessages = queue }));
        return session;
    }

    /// <summary>A subscriber that has used up its credit.</summary>
    public async Task<SessionRig> StoppedAsync(OverflowPolicy policy)
    {
        SessionRig session = await StartAsync();
        foreach (string text in (string[])["1", "2", "3"])
        {
            Assert.Equal(SendStatus.Sent, session.Server.TrySend(Encoding.ASCII.GetBytes(text)));
        }

        Assert.True(Group.Add(session.Server, new SubscriberOptions { Policy = policy, QueueMessages = 4 }));
        return session;
    }

    /// <summary>A session that is in no group.</summary>
    /// <param name="window">Messages that the client grants.</param>
    /// <param name="both">What both sides are told beside that.</param>
    public async Task<SessionRig> StartAsync(int window = 3, SessionOptions? both = null)
    {
        both ??= new SessionOptions();
        SessionRig session = await SessionRig.StartAsync(
            new SessionRig.SideSetup { Session = both with { WindowMessages = window } }, new SessionRig.SideSetup { Session = both });
        session.Server.Tag = $"{_sessions.Count}";
        _sessions.Add(session);
        return session;
    }

    public BroadcastResult Try(string text, ulong key = 0)
    {
        BroadcastResult result = Group.TryBroadcast(key, Encoding.ASCII.GetBytes(text));
        Assert.Equal(result.Matched, result.Sent + result.Queued + result.Dropped + result.Refused);
        Check();
        return result;
    }

    public BroadcastResult[] TryEach(params string[] texts) => [.. texts.Select(text => Try(text))];

    public Task<BroadcastResult> Send(string text) => SendUntil(text, CancellationToken.None);

    public Task<BroadcastResult> SendUntil(string text, CancellationToken cancellationToken) =>
        Group.BroadcastAsync(Encoding.ASCII.GetBytes(text), cancellationToken).AsTask();

    /// <summary>What one subscriber has counted.</summary>
    public BroadcastCounters Of(SessionRig session)
    {
        Check();
        return Group.GetSubscribers().Single(subscriber => subscriber.Connection == session.Server).Counters;
    }

    /// <summary>Every set of counters closes: the group's, each subscriber's, each connection's.</summary>
    public BroadcastCounters Check()
    {
        foreach (BroadcastSubscriber subscriber in Group.GetSubscribers())
        {
            AssertCloses(subscriber.Counters);
        }

        _sessions.ForEach(session => session.Server.Checked());
        BroadcastCounters all = Group.GetCounters();
        AssertCloses(all);
        return all;
    }

    /// <summary>Takes so many messages, whose credit goes back.</summary>
    public static async Task<string[]> ReadAsync(SessionRig session, int count)
    {
        List<string> texts = [];
        while (texts.Count < count)
        {
            using Message message = await session.Client.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
            texts.Add(Encoding.ASCII.GetString(message.Span));
        }

        return [.. texts];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SessionRig session in _sessions)
        {
            await session.DisposeAsync();
        }

        Assert.Equal(0, Check().Pending);
        Assert.Equal(0, Group.Count);
        _pool.Dispose();
    }

    private static void AssertCloses(BroadcastCounters counters) => Assert.Equal(
        counters.Submitted,
        counters.Sent + counters.Refused + counters.DroppedNewest + counters.DroppedOldest + counters.Conflated
        + counters.DroppedOnLeave + counters.Pending);

    private static string Name(MessageConnection connection) => (string)connection.Tag!;
}
