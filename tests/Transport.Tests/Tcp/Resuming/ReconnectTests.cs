using System.Net;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tcp.Internal.Resuming;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.Support.Chaos;
using Sockets.Transport.Tests.Tcp.Wire;

namespace Sockets.Transport.Tests.Tcp.Resuming;

/// <summary>When and where a client connects again.</summary>
public sealed class ReconnectTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    [Fact]
    public void The_longest_pause_doubles_up_to_its_bound()
    {
        ResumeOptions options = new() { FirstRetry = TimeSpan.FromMilliseconds(100), LongestRetry = TimeSpan.FromMilliseconds(500) };
        Assert.Equal([100, 200, 400, 500, 500], Enumerable.Range(0, 5).Select(failures => Reconnector.LongestPause(options, failures).TotalMilliseconds));
        Assert.Equal(500, Reconnector.LongestPause(options, int.MaxValue).TotalMilliseconds);
    }

    [Fact]
    public async Task Comes_back_where_the_server_can_still_be_reached()
    {
        await using MessageServer server = MessageServer.Start(Loopback.ServerOptions() with { Resume = new() });
        ChaosProxy first = new(server.LocalEndPoint, TimeProvider.System);
        await using ChaosProxy second = new(server.LocalEndPoint, TimeProvider.System);
        ResumeOptions quick = new() { FirstRetry = TimeSpan.FromTicks(1), LongestRetry = TimeSpan.FromMilliseconds(5) };
        await using MessageClient client = await MessageClient.ConnectAsync(
            new() { EndPoint = first.EndPoint, OtherEndPoints = [second.EndPoint], Resume = quick }, s_token);
        await first.DisposeAsync();
        Assert.Equal(SendStatus.Sent, await client.SendAsync("!"u8.ToArray(), s_token).WithinAsync());
        await client.AcknowledgedAsync(s_token).WithinAsync();
        Assert.Equal(1, client.GetStats().Resumptions);
        Assert.Single(second.Connections);
    }

    [Fact]
    public async Task Connects_to_another_address_when_the_first_one_is_dead()
    {
        await using MessageServer server = MessageServer.Start(Loopback.ServerOptions());
        ChaosProxy dead = new(server.LocalEndPoint, TimeProvider.System);
        EndPoint nobody = dead.EndPoint;
        await dead.DisposeAsync();
        await using MessageClient client = await MessageClient.ConnectAsync(
            new() { EndPoint = nobody, OtherEndPoints = [server.LocalEndPoint] }, s_token);
        Assert.Equal(server.LocalEndPoint, client.Connection.RemoteEndPoint);
    }

    [Fact]
    public async Task Comes_back_though_most_addresses_are_of_no_use_to_this_host()
    {
        await using MessageServer server = MessageServer.Start(Loopback.ServerOptions() with { Resume = new() });
        ResumeOptions quick = new() { FirstRetry = TimeSpan.FromTicks(1), LongestRetry = TimeSpan.FromMilliseconds(5) };
        EndPoint[] others = [.. Enumerable.Range(0, 9).Select(_ => new Elsewhere())];
        await using MessageClient client = await MessageClient.ConnectAsync(
            new() { EndPoint = server.LocalEndPoint, OtherEndPoints = others, Resume = quick }, s_token);
        for (int cut = 1; cut <= 3; cut++)
        {
            client.Connection.Session.Pump.Close(CloseReason.PeerReset);
            await Eventually.TrueAsync(() => client.GetStats().Resumptions == cut);
        }
    }

    [Fact]
    public async Task Stays_away_as_long_as_the_server_asks()
    {
        await using ClientRig rig = new(options => options with { Resume = new() { FirstRetry = TimeSpan.FromTicks(1), LongestRetry = TimeSpan.FromTicks(1) } });
        string token = Trn1Text.Bytes(32, 0x5a);
        (MessageClient client, RawPeer first) = await rig.OpenAsync(Trn1Text.Welcome(features: "04 00 00 00 00 00 00 00", token: token, resume: "60 ea 00 00"));
        first.Dispose();
        Task<RawPeer> coming = rig.AcceptAsync();
        await rig.Time.AdvanceUntilAsync(coming, TimeSpan.FromMilliseconds(1));
        RawPeer second = await coming;
        await second.ReadAsync(ClientRig.PreambleAndHello + 60);
        await second.SendAsync(Trn1Text.Reject(code: 2, retryAfter: 5_000, text: ""));
        coming = rig.AcceptAsync();
        await Eventually.TrueAsync(() => client.Connection.Session.IsAway);

        // The clock of the deadlines, the patience, and this.
        await rig.Time.WhenArmedAsync(3).WithinAsync();
        rig.Time.Advance(TimeSpan.FromMilliseconds(4_999));
        Assert.False(coming.IsCompleted);
        await rig.Time.AdvanceUntilAsync(coming, TimeSpan.FromMilliseconds(1));
        client.Connection.Abort();
    }
}
