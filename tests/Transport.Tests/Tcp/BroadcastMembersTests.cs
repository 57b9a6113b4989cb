using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Who is a member of a group, and what is left when somebody goes or dies.</summary>
public sealed class BroadcastMembersTests : IAsyncDisposable
{
    private readonly BroadcastRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_connection_that_closes_leaves_and_what_waits_for_it_is_counted()
    {
        SessionRig gone = await _rig.StoppedAsync(OverflowPolicy.DropOldest);
        SessionRig stays = await _rig.JoinAsync(OverflowPolicy.DropOldest);
        _rig.TryEach("4", "5");

        gone.Client.Abort();
        await gone.Server.Closed.WithinAsync();

        Assert.Equal(1, _rig.Group.Count);
        Assert.Equal(2, _rig.Check().DroppedOnLeave);
        Assert.Equal(2, gone.Server.Checked().DroppedAtClose);
        Assert.Equal(new BroadcastResult(1, Sent: 1, 0, 0, 0), _rig.Try("6"));
        Assert.Equal(["4", "5", "6"], await BroadcastRig.ReadAsync(stays, 3));
        Assert.False(_rig.Group.Add(gone.Server));
    }

    /// <summary>Whatever state its messages are in: half sent, in the outbox, waiting.</summary>
    [Fact]
    public async Task Who_dies_gives_back_what_it_shares_with_others()
    {
        SessionRig dies = await _rig.JoinAsync(OverflowPolicy.DropOldest);
        SessionRig stays = await _rig.JoinAsync(OverflowPolicy.DropOldest);
        dies.ServerLink.TakeOnly(50_000);
        stays.ServerLink.TakeOnly(10);
        for (int i = 0; i < 5; i++)
        {
            _rig.Group.TryBroadcast(new byte[100_000]);
        }

        Assert.Equal(5, _rig.Outstanding);
        dies.Server.Abort();
        await dies.Server.Closed.WithinAsync();

        Assert.Equal(5, _rig.Outstanding);
        stays.ServerLink.TakeMore(1_000_000);
        for (int i = 0; i < 5; i++)
        {
            using Message received = await stays.Client.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
            Assert.Equal(100_000, received.Length);
        }

        await Eventually.TrueAsync(() => _rig.Outstanding == 0);
        Assert.Equal(5, _rig.Of(stays).Sent);
    }

    [Fact]
    public async Task Subscribers_may_come_go_and_die_while_others_broadcast()
    {
        const int Broadcasts = 2_000;
        List<SessionRig> sessions = [];
        for (int i = 0; i < 4; i++)
        {
            sessions.Add(await _rig.JoinAsync(OverflowPolicy.DropNewest));
        }

        long matched = 0;
        long dropped = 0;
        await Together.RunAsync(3, id =>
        {
            for (int i = 0; i < Broadcasts; i++)
            {
                if (id > 0)
                {
                    BroadcastResult result = _rig.Group.TryBroadcast(new byte[100 * id]);
                    Interlocked.Add(ref matched, result.Matched);
                    Interlocked.Add(ref dropped, result.Dropped);
                }
                else if (i == Broadcasts / 2)
                {
                    sessions[0].Server.Abort();
                }
                else if (!_rig.Group.Remove(sessions[1 + (i % 3)].Server))
                {
                    Assert.True(_rig.Group.Add(sessions[1 + (i % 3)].Server));
                }
            }
        });

        BroadcastCounters counters = _rig.Check();
        Assert.Equal((matched, dropped), (counters.Submitted, counters.DroppedNewest));
    }

    [Fact]
    public async Task Who_is_removed_gets_nothing_more_and_keeps_its_connection()
    {
        SessionRig session = await _rig.StoppedAsync(OverflowPolicy.DropOldest);
        _rig.Try("4");

        Assert.True(_rig.Group.Remove(session.Server));
        Assert.False(_rig.Group.Remove(session.Server));

        Assert.Equal(default, _rig.Try("5"));
        Assert.Equal(1, _rig.Check().DroppedOnLeave);
        Assert.Equal(["1", "2", "3"], await BroadcastRig.ReadAsync(session, 3));
        await Eventually.TrueAsync(() => session.Server.TrySend("6"u8) == SendStatus.Sent);
        Assert.Equal(["6"], await BroadcastRig.ReadAsync(session, 1));
        Assert.True(_rig.Group.Add(session.Server));
    }

    [Fact]
    public async Task A_connection_is_in_a_group_once()
    {
        SessionRig session = await _rig.JoinAsync(OverflowPolicy.DropOldest);

        ArgumentException error = Assert.Throws<ArgumentException>(() => _rig.Group.Add(session.Server));

        Assert.Contains("in the group already", error.Message, StringComparison.Ordinal);
    }
}
