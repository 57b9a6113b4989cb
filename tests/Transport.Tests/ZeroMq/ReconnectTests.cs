using System.Net.Sockets;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.ZeroMq.Wire;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>When a connection is made again, on a clock by which pauses take no time.</summary>
public sealed class ReconnectTests : IAsyncDisposable
{
    private readonly ZmqRig _rig = new();
    private readonly Pauses _pauses = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    private ZmqOptions Options => _rig.Options with
    {
        TimeProvider = _pauses,
        ReconnectInterval = TimeSpan.FromMilliseconds(100),
        ReconnectIntervalMax = TimeSpan.FromSeconds(5),
    };

    [Fact]
    public async Task Pauses_double_up_to_the_longest_and_half_of_each_is_left_to_chance()
    {
        using (WireTests.Listen(out string endpoint))
        {
            // Closed again: nobody listens there.
            _rig.Add(new ZmqSubscriber(Options)).Connect(endpoint.Replace("127.0.0.1", "127.0.0.9", StringComparison.Ordinal));
        }

        await Eventually.TrueAsync(() => _pauses.All.Length >= 20);
        AssertDouble(_pauses.All[..20]);
        Assert.True(_pauses.All[6..20].Distinct().Count() > 1);
    }

    [Fact]
    public async Task A_peer_that_ends_each_connection_at_once_is_come_back_to_ever_later()
    {
        using Socket listener = WireTests.Listen(out string endpoint);
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(Options));
        subscriber.Connect(endpoint);
        for (int i = 0; i < 8; i++)
        {
            using ZmtpPeer peer = await ReadyAsync(listener);
        }

        await Eventually.TrueAsync(() => _pauses.All.Length >= 8);
        AssertDouble(_pauses.All[..8]);
        await subscriber.DisposeAsync().WithinAsync();
    }

    [Fact]
    public async Task A_connection_that_has_stood_for_the_longest_pause_is_made_again_soon()
    {
        using Socket listener = WireTests.Listen(out string endpoint);
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(Options));
        subscriber.Connect(endpoint);
        for (int i = 0; i < 4; i++)
        {
            using ZmtpPeer peer = await ReadyAsync(listener);
            await subscriber.WaitForPeersAsync(1, Token).WithinAsync();
            if (i == 3)
            {
                _pauses.Advance(TimeSpan.FromSeconds(5));
            }
        }

        await Eventually.TrueAsync(() => _pauses.All.Length >= 4);
        AssertDouble(_pauses.All[..3]);
        AssertDouble(_pauses.All[3..4]);
        await subscriber.DisposeAsync().WithinAsync();
    }

    [Fact]
    public async Task Whatever_fails_on_the_way_is_told_and_tried_again()
    {
        ZmqPublisher publisher = _rig.Publisher(out string endpoint);
        _pauses.Fail(times: 3);
        _rig.Add(new ZmqSubscriber(Options)).Connect(endpoint);
        await publisher.WaitForPeersAsync(1, Token).WithinAsync();
        ZmqEvent[] failures = [.. _rig.Events.Where(one => one.Kind == ZmqEventKind.ConnectFailed)];
        Assert.Equal(3, failures.Length);
        Assert.All(failures, one => Assert.Contains("There is no timer", one.Text, StringComparison.Ordinal));
    }

    /// <summary>Whoever connects next, with whom the handshake is over.</summary>
    private static async Task<ZmtpPeer> ReadyAsync(Socket listener)
    {
        ZmtpPeer peer = await ZmtpPeer.AcceptAsync(listener);
        await peer.SendAsync(EngineRig.Greeting31 + EngineRig.ReadyPub);
        await peer.ReadAsync(64 + 27);
        return peer;
    }

    private static void AssertDouble(TimeSpan[] pauses)
    {
        double full = 100;
        foreach (TimeSpan pause in pauses)
        {
            Assert.InRange(pause.TotalMilliseconds, full / 2, full);
            full = Math.Min(full * 2, 5000);
        }
    }
}
