using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Heartbeats, and what becomes of a peer without them. The clock is the test's.</summary>
public sealed class DeadPeerTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_peer_that_falls_silent_is_noticed_after_three_seconds_and_before_four()
    {
        await using SessionRig rig = await SessionRig.StartAsync();
        await rig.PassAsync(10 * s_second);
        Assert.Equal((CloseReason.None, CloseReason.None), (rig.Client.CloseReason, rig.Server.CloseReason));

        rig.ClientLink.Cut();
        rig.Time.Advance(1.9 * s_second);
        Assert.Equal((CloseReason.None, CloseReason.None), (rig.Client.CloseReason, rig.Server.CloseReason));
        rig.Time.Advance(2 * s_second);

        Assert.Equal(CloseReason.PeerSilent, await rig.Client.Closed.WithinAsync());
        Assert.Equal(CloseReason.PeerSilent, await rig.Server.Closed.WithinAsync());
        ConnectionClosedException end = await Assert.ThrowsAsync<ConnectionClosedException>(
            () => rig.Client.ReceiveAsync(TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(CloseReason.PeerSilent, end.Reason);
    }

    [Fact]
    public async Task Everybody_who_waits_is_told_when_the_peer_is_gone()
    {
        SessionRig.SideSetup narrow = new() { Session = new SessionOptions { WindowMessages = 1 } };
        await using SessionRig rig = await SessionRig.StartAsync(server: narrow);
        rig.Client.TrySend([1]);
        Task<SendStatus> sender = rig.Client.SendAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();
        Task<Message> reader = rig.Client.ReceiveAsync(TestContext.Current.CancellationToken).AsTask();
        rig.ClientLink.Cut();
        Task acknowledged = rig.Client.AcknowledgedAsync(TestContext.Current.CancellationToken).AsTask();

        rig.Time.Advance(4 * s_second);

        Assert.Equal(SendStatus.Closed, await sender.WithinAsync());
        await Assert.ThrowsAsync<ConnectionClosedException>(() => reader.WithinAsync());
        await Assert.ThrowsAsync<ConnectionClosedException>(() => acknowledged.WithinAsync());
    }

    [Fact]
    public async Task The_silence_that_counts_is_measured_by_the_peers_own_interval()
    {
        SessionRig.SideSetup seldom = new() { Session = new SessionOptions { HeartbeatInterval = 10 * s_second } };
        await using SessionRig rig = await SessionRig.StartAsync(server: seldom);

        rig.ClientLink.Cut();
        rig.Time.Advance(20 * s_second);
        Assert.Equal(CloseReason.None, rig.Client.CloseReason);
        Assert.Equal(CloseReason.PeerSilent, await rig.Server.Closed.WithinAsync());
        rig.Time.Advance(11 * s_second);

        Assert.Equal(CloseReason.PeerSilent, await rig.Client.Closed.WithinAsync());
    }

    [Fact]
    public async Task A_handler_that_takes_long_is_not_taken_for_a_silent_peer()
    {
        using ManualResetEventSlim go = new();
        using ManualResetEventSlim inside = new();
        MessageActions slow = new()
        {
            Message = (_, _) =>
            {
                inside.Set();
                go.Wait(CancellationToken.None);
            },
        };
        await using SessionRig rig = await SessionRig.StartAsync(server: new SessionRig.SideSetup { Handler = slow });
        rig.Client.TrySend([1]);
        inside.Wait(TestContext.Current.CancellationToken);

        // The client's heartbeats wait unread; the server's own still go out.
        for (int second = 0; second < 10; second++)
        {
            rig.Time.Advance(s_second);
            await Eventually.TrueAsync(() => rig.ClientLink.IsQuiet);
        }

        Assert.Equal((CloseReason.None, CloseReason.None), (rig.Client.CloseReason, rig.Server.CloseReason));
        go.Set();
    }

    [Fact]
    public async Task A_heartbeat_measures_the_round_trip()
    {
        await using SessionRig rig = await SessionRig.StartAsync();
        Assert.Null(rig.Client.GetStats().RoundTrip);

        await rig.PassAsync(s_second);

        await Eventually.TrueAsync(() => rig.Client.GetStats().RoundTrip is not null);
        await Eventually.TrueAsync(() => rig.Server.GetStats().RoundTrip is not null);
    }

    [Fact]
    public async Task A_peer_that_took_no_byte_for_the_write_timeout_is_given_up()
    {
        SessionRig.SideSetup client = new() { Limits = new ConnectionLimits { WriteTimeout = 2 * s_second } };
        await using SessionRig rig = await SessionRig.StartAsync(client);
        rig.ClientLink.TakeOnly(0);
        rig.Client.TrySend([1]);
        await Eventually.TrueAsync(() => rig.ClientLink.IsBlocked);

        rig.Time.Advance(2 * s_second);
        Assert.Equal(CloseReason.None, rig.Client.CloseReason);
        rig.Time.Advance(0.2 * s_second);

        Assert.Equal(CloseReason.WriteTimeout, await rig.Client.Closed.WithinAsync());
        Assert.Equal(CloseReason.PeerReset, await rig.Server.Closed.WithinAsync());
    }

    [Fact]
    public async Task A_side_that_said_farewell_is_not_taken_for_a_silent_peer_while_the_other_still_sends()
    {
        using ManualResetEventSlim go = new();
        MessageActions slow = new() { Message = (_, _) => go.Wait(CancellationToken.None) };
        ConnectionLimits patient = new() { CloseTimeout = TimeSpan.FromMinutes(1), WriteTimeout = TimeSpan.FromMinutes(1) };
        await using SessionRig rig = await SessionRig.StartAsync(
            new SessionRig.SideSetup { Handler = slow, Limits = patient },
            new SessionRig.SideSetup { Limits = patient },
            capacity: 1000);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(SendStatus.Sent, rig.Server.TrySend(new byte[100]));
        }

        Task closing = rig.Client.CloseAsync(TestContext.Current.CancellationToken).AsTask();
        await Eventually.TrueAsync(() => rig.ClientLink.IsFinished && rig.ServerLink.IsQuiet);
        rig.Time.Advance(10 * s_second);
        Assert.Equal((CloseReason.None, CloseReason.None), (rig.Client.CloseReason, rig.Server.CloseReason));
        go.Set();

        await closing.WithinAsync();
        Assert.Equal((CloseReason.LocalClose, CloseReason.PeerClose), (rig.Client.CloseReason, await rig.Server.Closed.WithinAsync()));
        Assert.Equal(100, rig.Client.CheckedAtRest().MessagesDelivered);
    }
}
