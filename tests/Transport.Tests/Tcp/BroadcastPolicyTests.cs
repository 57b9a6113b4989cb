using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>
/// What each policy does for a subscriber that has granted three messages and reads nothing, beside one that gets all.
/// The queue of the stopped one holds four messages.
/// </summary>
public sealed class BroadcastPolicyTests : IAsyncDisposable
{
    private static readonly string[] s_nine = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

    private readonly BroadcastRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task DropNewest_keeps_what_waits()
    {
        (SessionRig stopped, SessionRig other) = await JoinBoth(OverflowPolicy.DropNewest);

        BroadcastResult[] results = _rig.TryEach(s_nine);

        Assert.Equal(new BroadcastResult(2, Sent: 1, 0, Dropped: 1, 0), results[7]);
        Assert.Equal(2, _rig.Of(stopped).DroppedNewest);
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], await BroadcastRig.ReadAsync(stopped, 7));
        Assert.Equal(s_nine, await BroadcastRig.ReadAsync(other, 9));
    }

    [Fact]
    public async Task DropOldest_keeps_what_is_new()
    {
        (SessionRig stopped, SessionRig other) = await JoinBoth(OverflowPolicy.DropOldest);

        BroadcastResult[] results = _rig.TryEach(s_nine);

        Assert.Equal(new BroadcastResult(2, Sent: 1, Queued: 1, 0, 0), results[7]);
        Assert.Equal(2, _rig.Of(stopped).DroppedOldest);
        Assert.Equal(["1", "2", "3", "6", "7", "8", "9"], await BroadcastRig.ReadAsync(stopped, 7));
        Assert.Equal(s_nine, await BroadcastRig.ReadAsync(other, 9));
    }

    [Fact]
    public async Task Conflate_keeps_the_latest_of_each_key()
    {
        (SessionRig stopped, SessionRig other) = await JoinBoth(OverflowPolicy.Conflate);

        for (int i = 0; i < 9; i++)
        {
            _rig.Try(s_nine[i], key: (ulong)(i % 2));
        }

        Assert.Equal(4, _rig.Of(stopped).Conflated);
        Assert.Equal(["1", "2", "3", "8", "9"], await BroadcastRig.ReadAsync(stopped, 5));
        Assert.Equal(s_nine, await BroadcastRig.ReadAsync(other, 9));
    }

    [Theory]
    [InlineData(OverflowPolicy.Reject)]
    [InlineData(OverflowPolicy.Wait)]
    public async Task Reject_and_Wait_refuse_a_broadcast_that_does_not_wait(OverflowPolicy policy)
    {
        (SessionRig stopped, SessionRig other) = await JoinBoth(policy);

        BroadcastResult[] results = _rig.TryEach(s_nine);

        Assert.Equal(new BroadcastResult(2, Sent: 1, 0, 0, Refused: 1), results[7]);
        Assert.Equal(2, _rig.Of(stopped).Refused);
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], await BroadcastRig.ReadAsync(stopped, 7));
        Assert.Equal(s_nine, await BroadcastRig.ReadAsync(other, 9));
    }

    [Fact]
    public async Task Disconnect_ends_the_connection_of_the_slow_one_only()
    {
        (SessionRig stopped, SessionRig other) = await JoinBoth(OverflowPolicy.Disconnect);

        _rig.TryEach(s_nine);

        Assert.Equal(CloseReason.SlowConsumer, await stopped.Server.Closed.WithinAsync());
        Assert.Equal(1, _rig.Group.Count);
        Assert.Equal(s_nine, await BroadcastRig.ReadAsync(other, 9));
        BroadcastCounters all = _rig.Check();
        Assert.Equal((1, 4), (all.Refused, all.DroppedOnLeave));
        Assert.Equal(["0 Begin 1 lost 4 pending", "0 End 5 lost 0 pending"], _rig.Notices);
    }

    [Fact]
    public async Task BroadcastAsync_waits_for_those_who_asked_for_it_and_nobody_gets_it_before()
    {
        (SessionRig stopped, SessionRig other) = await JoinBoth(OverflowPolicy.Wait);
        _rig.TryEach(s_nine[..7]);

        Task<BroadcastResult> waiting = _rig.Send("8");
        Task<BroadcastResult> behind = _rig.Send("9");

        Assert.False(waiting.IsCompleted);
        Assert.Equal(s_nine[..7], await BroadcastRig.ReadAsync(other, 7));
        Assert.False(other.Client.TryReceive(out _));
        Assert.Equal(s_nine, await BroadcastRig.ReadAsync(stopped, 9));
        Assert.Equal((2, 0), ((await waiting.WithinAsync()).Matched, (await behind.WithinAsync()).Refused));
        Assert.Equal(["8", "9"], await BroadcastRig.ReadAsync(other, 2));
        Assert.Empty(_rig.Notices);
        Assert.Equal(18, _rig.Check().Sent);
    }

    [Fact]
    public async Task Who_gives_up_waiting_has_sent_nothing()
    {
        (SessionRig stopped, SessionRig other) = await JoinBoth(OverflowPolicy.Wait);
        _rig.TryEach(s_nine[..7]);
        using CancellationTokenSource cancel = new();
        Task<BroadcastResult> waiting = _rig.SendUntil("8", cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WithinAsync());
        Assert.Equal(s_nine[..7], await BroadcastRig.ReadAsync(stopped, 7));
        Assert.Equal(s_nine[..7], await BroadcastRig.ReadAsync(other, 7));
        Assert.Equal(2, (await _rig.Send("9").WithinAsync()).Matched);
    }

    [Fact]
    public async Task Nobody_waits_for_one_who_left()
    {
        (SessionRig stopped, SessionRig other) = await JoinBoth(OverflowPolicy.Wait);
        _rig.TryEach(s_nine[..7]);
        Task<BroadcastResult> waiting = _rig.Send("8");

        stopped.Client.Abort();

        Assert.Equal(new BroadcastResult(1, Sent: 1, 0, 0, 0), await waiting.WithinAsync());
        Assert.Equal(s_nine[..8], await BroadcastRig.ReadAsync(other, 8));
    }

    [Fact]
    public async Task An_episode_is_told_once_at_its_begin_and_once_at_its_end()
    {
        (SessionRig stopped, _) = await JoinBoth(OverflowPolicy.DropOldest);

        _rig.TryEach(s_nine);
        Assert.Equal(["0 Begin 1 lost 4 pending"], _rig.Notices);
        await BroadcastRig.ReadAsync(stopped, 7);
        await Eventually.TrueAsync(() => _rig.Notices.Length == 2 && stopped.Server.Checked().CreditMessages == 3);
        _rig.TryEach(s_nine);

        Assert.Equal(["0 Begin 1 lost 4 pending", "0 End 2 lost 0 pending", "0 Begin 1 lost 4 pending"], _rig.Notices);
        Assert.Equal([SlowPhase.Begin, SlowPhase.End], _rig.Group.GetSubscribers().Select(subscriber => subscriber.Overflow));
        Assert.True(_rig.Group.Remove(stopped.Server));
        Assert.Equal("0 End 6 lost 0 pending", _rig.Notices[^1]);
    }

    /// <summary>Whoever is told may broadcast: it is one episode all the same.</summary>
    [Fact]
    public async Task Who_is_told_may_use_the_group_and_throw()
    {
        BroadcastRig? rig = null;
        await using BroadcastRig own = new(_ =>
        {
            rig!.Try("again");
            throw new InvalidOperationException("The application's fault.");
        });
        rig = own;
        SessionRig stopped = await own.JoinAsync(OverflowPolicy.DropOldest);

        own.TryEach(s_nine);

        Assert.Single(own.Notices);
        Assert.Equal(3, own.Of(stopped).DroppedOldest);
    }

    private async Task<(SessionRig Stopped, SessionRig Other)> JoinBoth(OverflowPolicy policy) =>
        (await _rig.JoinAsync(policy), await _rig.JoinAsync(policy, window: 1_000));
}
