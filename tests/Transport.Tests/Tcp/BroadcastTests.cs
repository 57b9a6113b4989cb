using System.Text;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>
/// Who gets a broadcast, in which order, and out of which memory. Clients grant three messages and queues hold four, unless a
/// test says otherwise.
/// </summary>
public sealed class BroadcastTests : IAsyncDisposable
{
    private readonly BroadcastRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public void An_empty_group_matches_nobody()
    {
        Assert.Equal(default, _rig.Try("a"));
        Assert.Equal(default, _rig.Group.GetCounters());
    }

    [Fact]
    public async Task Every_subscriber_gets_every_message_in_order()
    {
        SessionRig[] sessions = [await _rig.JoinAsync(OverflowPolicy.DropOldest), await _rig.JoinAsync(OverflowPolicy.Reject)];

        BroadcastResult[] results = _rig.TryEach("a", "", "c");

        Assert.Equal(Enumerable.Repeat(new BroadcastResult(2, Sent: 2, 0, 0, 0), 3), results);
        foreach (SessionRig session in sessions)
        {
            Assert.Equal(["a", "", "c"], await BroadcastRig.ReadAsync(session, 3));
        }

        Assert.Empty(_rig.Notices);
        Assert.Equal(6, _rig.Check().Sent);
    }

    [Fact]
    public async Task What_waits_for_several_is_stored_once()
    {
        SessionRig[] sessions = [await _rig.StoppedAsync(OverflowPolicy.DropOldest), await _rig.StoppedAsync(OverflowPolicy.DropOldest)];

        Assert.Equal(new BroadcastResult(2, 0, Queued: 2, 0, 0), _rig.Try("4"));

        Assert.Equal(1, _rig.Outstanding);
        foreach (SessionRig session in sessions)
        {
            Assert.Equal(["1", "2", "3", "4"], await BroadcastRig.ReadAsync(session, 4));
        }

        await Eventually.TrueAsync(() => _rig.Outstanding == 0);
    }

    /// <summary>From the length on at which the outbox sends out of the shared block, in one frame and in several.</summary>
    [Theory]
    [InlineData(32_759)]
    [InlineData(32_760)]
    [InlineData(65_528)]
    [InlineData(65_529)]
    [InlineData(300_000)]
    public async Task A_large_message_arrives_whole_at_all_of_them(int length)
    {
        SessionRig[] sessions = [await _rig.JoinAsync(OverflowPolicy.DropOldest), await _rig.JoinAsync(OverflowPolicy.DropOldest)];
        byte[] message = [.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))];

        BroadcastResult result = _rig.Group.TryBroadcast(message);

        Assert.Equal(new BroadcastResult(2, Sent: 2, 0, 0, 0), result);
        foreach (SessionRig session in sessions)
        {
            using Message received = await session.Client.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
            Assert.Equal(message, received.Span);
        }

        await Eventually.TrueAsync(() => _rig.Outstanding == 0);
    }

    [Fact]
    public async Task A_large_message_is_not_copied_for_a_link_that_is_full()
    {
        SessionRig[] sessions = [await _rig.JoinAsync(OverflowPolicy.DropOldest), await _rig.JoinAsync(OverflowPolicy.DropOldest)];
        Array.ForEach(sessions, session => session.ServerLink.TakeOnly(10));

        _rig.Group.TryBroadcast(new byte[100_000]);

        Assert.Equal(1, _rig.Outstanding);
        Array.ForEach(sessions, session => session.ServerLink.TakeMore(1_000_000));
        foreach (SessionRig session in sessions)
        {
            using Message received = await session.Client.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
            Assert.Equal(100_000, received.Length);
        }

        await Eventually.TrueAsync(() => _rig.Outstanding == 0);
    }

    [Fact]
    public async Task A_message_that_no_peer_takes_is_refused_and_is_no_overflow()
    {
        SessionRig session = await _rig.JoinAsync(OverflowPolicy.DropOldest);

        BroadcastResult result = _rig.Group.TryBroadcast(new byte[session.Server.MaxMessageLength + 1]);

        Assert.Equal(new BroadcastResult(1, 0, 0, 0, Refused: 1), result);
        Assert.Empty(_rig.Notices);
    }

    [Fact]
    public async Task Closing_in_order_sends_what_waits()
    {
        SessionRig session = await _rig.StoppedAsync(OverflowPolicy.DropOldest);
        _rig.Try("4");

        Task closing = session.Server.CloseAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.Equal(["1", "2", "3", "4"], await BroadcastRig.ReadAsync(session, 4));
        await session.Client.DisposeAsync().WithinAsync();
        await closing.WithinAsync();

        Assert.Equal(1, _rig.Check().Sent);
    }

    /// <summary>While something waits, nothing passes it; when there is credit again, the lines take turns.</summary>
    [Fact]
    public async Task Two_groups_and_the_connections_own_messages_take_turns()
    {
        SessionRig session = await _rig.StoppedAsync(OverflowPolicy.DropOldest);
        BroadcastGroup other = new();
        other.Add(session.Server);
        Task<SendStatus> own = session.Server.SendAsync("own"u8.ToArray(), TestContext.Current.CancellationToken).AsTask();
        _rig.TryEach("4", "5");
        other.TryBroadcast("x"u8);
        other.TryBroadcast("y"u8);

        string[] texts = await BroadcastRig.ReadAsync(session, 8);

        Assert.Equal(["1", "2", "3"], texts[..3]);
        Assert.Equal(["4", "5"], texts.Where(text => text is "4" or "5"));
        Assert.Equal(["x", "y"], texts.Where(text => text is "x" or "y"));
        Assert.Equal(["4", "own", "x"], texts[3..6].Order(StringComparer.Ordinal));
        Assert.Equal(SendStatus.Sent, await own.WithinAsync());
        _rig.Check();
    }

    [Fact]
    public async Task Broadcasters_on_many_threads_are_heard_in_one_order()
    {
        SessionRig[] sessions = [await _rig.JoinAsync(OverflowPolicy.DropOldest, 5_000), await _rig.JoinAsync(OverflowPolicy.DropOldest, 5_000)];

        await Together.RunAsync(4, id =>
        {
            for (int i = 0; i < 500; i++)
            {
                _rig.Group.TryBroadcast(Encoding.ASCII.GetBytes($"{id}:{i}"));
            }
        });

        string[] first = await BroadcastRig.ReadAsync(sessions[0], 2_000);
        Assert.Equal(first, await BroadcastRig.ReadAsync(sessions[1], 2_000));
        for (int id = 0; id < 4; id++)
        {
            Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{id}:{i}"), first.Where(text => text.StartsWith($"{id}:", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData(OverflowPolicy.Deadline, 1, 1)]
    [InlineData(OverflowPolicy.KeyFrameAware, 1, 1)]
    [InlineData(OverflowPolicy.DropNewest, 0, 1)]
    [InlineData(OverflowPolicy.DropNewest, 1, 0)]
    public void Options_that_make_no_sense_are_refused(OverflowPolicy policy, int messages, int bytes) =>
        Assert.ThrowsAny<ArgumentException>(() => new BroadcastGroup(new BroadcastGroupOptions
        {
            Subscriber = new SubscriberOptions { Policy = policy, QueueMessages = messages, QueueBytes = bytes },
        }));
}
