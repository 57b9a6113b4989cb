using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>One peer takes nothing more: the others are sent every message, each before the next is published.</summary>
public sealed class StoppedPeerTests : IAsyncDisposable
{
    private const int HighWaterMark = 10;
    private const int Count = 2_000;

    private readonly ZmqRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.Conflate)]
    [InlineData(OverflowPolicy.Wait)]
    [InlineData(OverflowPolicy.Disconnect)]
    public async Task One_stopped_subscriber_takes_nothing_from_another(OverflowPolicy overflow)
    {
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, _rig.Options with { Overflow = overflow, SendHighWaterMark = HighWaterMark });
        using ZmtpPeer stopped = await ZmtpPeer.ReadyAsync(endpoint);
        await stopped.SendAsync("04 0a 09 535542534352494245");
        await publisher.WaitForSubscribersAsync(1, default, Token).WithinAsync();
        for (int i = 0; Lost(publisher) == 0; i++)
        {
            Assert.True(i < 1_000_000);
            publisher.Publish(new byte[4000]);
        }

        if (overflow == OverflowPolicy.Disconnect)
        {
            await _rig.HeardAsync(ZmqEventKind.Disconnected);
        }

        ZmqSubscriber reading = await _rig.SubscriberAsync(publisher, endpoint, options: null, "");
        Numbered numbered = new(senders: 1);
        for (int i = 0; i < Count; i++)
        {
            PublishResult result = publisher.Publish(Numbered.Make(0, i).AsSpan());
            Assert.Equal(result.Matched, result.Queued + result.Dropped);
            using ZmqMessage message = await reading.ReceiveAsync(Token).WithinAsync();
            numbered.Check(message.First);
            publisher.GetPeers().ToList().ForEach(peer => AssertCloses(peer.Traffic));
        }

        Assert.Equal(overflow == OverflowPolicy.Disconnect ? 1 : 2, publisher.GetPeers().Count);
    }

    [Fact]
    public async Task One_stopped_puller_takes_nothing_from_another()
    {
        ZmqPush push = _rig.Add(new ZmqPush(_rig.Options with { SendHighWaterMark = HighWaterMark }));
        string endpoint = push.Bind("tcp://127.0.0.1:*");
        using ZmtpPeer stopped = await ZmtpPeer.ConnectAsync(endpoint);
        await stopped.SendAsync(Wire.EngineRig.Greeting31 + "04 1a 05 5245414459 0b 536f636b65742d54797065 00000004 50554c4c");
        await push.WaitForPeersAsync(1, Token).WithinAsync();
        await FillAsync(push);
        long before = push.GetPeers()[0].Traffic.Offered;
        ZmqPull reading = _rig.Add(new ZmqPull(_rig.Options));
        reading.Connect(endpoint);
        await push.WaitForPeersAsync(2, Token).WithinAsync();
        int arrived = 0;
        for (int i = 0; i < Count; i++)
        {
            await push.SendAsync(new byte[4000], Token).WithinAsync();
            arrived += TakeAll(reading);
        }

        // The kernel may have found room for a few more, to the one that stands still.
        long taken = push.GetPeers()[0].Traffic.Offered - before;
        Assert.InRange(taken, 0, Count / 2);
        await Eventually.TrueAsync(() => (arrived += TakeAll(reading)) == Count - taken);
    }

    /// <summary>Sends until as much waits as may, and the kernel takes nothing more.</summary>
    private static async Task FillAsync(ZmqPush push)
    {
        const int Calm = 20;
        int calm = 0;
        await Eventually.TrueAsync(() =>
        {
            for (calm++; push.TrySend(new byte[4000]) == SendStatus.Sent;)
            {
                calm = 0;
            }

            return calm == Calm;
        });
    }

    private static int TakeAll(ZmqPull pull)
    {
        int count = 0;
        for (; pull.TryReceive(out ZmqMessage message); count++)
        {
            message.Dispose();
        }

        return count;
    }

    private static long Lost(ZmqPublisher publisher)
    {
        ZmqTraffic traffic = publisher.GetStats().Traffic;
        return traffic.DroppedNewest + traffic.DroppedOldest + traffic.Conflated;
    }
}
