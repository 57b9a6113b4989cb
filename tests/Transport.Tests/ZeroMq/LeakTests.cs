using Sockets.Transport.Buffers;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>Sockets that are made, used and disposed leave nothing behind.</summary>
[Collection(Alone.Name)]
public sealed class LeakTests
{
    private const int Cycles = 1000;

    [Fact]
    public async Task A_thousand_cycles_leave_no_socket_and_no_buffer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are counted in /proc.");
        await LeavesNothingAsync(Cycles, CycleAsync);
    }

    [Fact]
    public async Task Nor_do_cycles_with_a_peer_that_takes_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are counted in /proc.");
        await LeavesNothingAsync(Cycles / 10, StoppedPeerCycleAsync);
    }

    [Theory]
    [InlineData("PUSH")]
    [InlineData("PAIR")]
    [InlineData("DEALER")]
    [InlineData("REQ")]
    [InlineData("XPUB")]
    public async Task Nor_do_those_of_the_other_kinds(string kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are counted in /proc.");
        await LeavesNothingAsync(Cycles, pool => InprocCycleAsync(kind, new ZmqOptions { Pool = pool, Linger = TimeSpan.Zero }));
    }

    private static async Task InprocCycleAsync(string kind, ZmqOptions options)
    {
        string endpoint = $"inproc://leak-{kind}";
        (ZmqSocket binding, ZmqSocket connecting) = kind switch
        {
            "PUSH" => ((ZmqSocket)new ZmqPull(options), (ZmqSocket)new ZmqPush(options)),
            "PAIR" => (new ZmqPair(options), new ZmqPair(options)),
            "DEALER" => (new ZmqRouter(options), new ZmqDealer(options)),
            "REQ" => (new ZmqReplier(options), new ZmqRequester(options)),
            _ => (new ZmqXPublisher(options), new ZmqXSubscriber(options)),
        };
        await using (binding)
        await using (connecting)
        {
            binding.Bind(endpoint);
            connecting.Connect(endpoint);
            await connecting.WaitForPeersAsync(1, TestContext.Current.CancellationToken).WithinAsync();
            Task<ZmqMessage>? asking = null;
            switch (connecting)
            {
                case ZmqPush push:
                    await push.SendAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken).WithinAsync();
                    break;
                case ZmqDuplexSocket duplex:
                    await duplex.SendAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken).WithinAsync();
                    break;
                case ZmqRequester requester:
                    asking = requester.RequestAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken).AsTask();
                    break;
                default:
                    ((ZmqXSubscriber)connecting).Subscribe("hello"u8);
                    break;
            }

            if (binding is ZmqReplier replier)
            {
                using ZmqRequest request = await replier.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
                request.TryReply("hello"u8);
                (await asking!.WithinAsync()).Dispose();
            }
            else
            {
                (await ((ZmqReceivingSocket)binding).ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync()).Dispose();
            }
        }
    }

    private static async Task LeavesNothingAsync(int cycles, Func<BufferPool, Task> cycle)
    {
        const int WarmUp = 20;
        using CheckedPool pool = new();
        for (int i = 0; i < WarmUp; i++)
        {
            await cycle(pool.Pool);
        }

        int sockets = ProcessResources.Sockets;
        int clocks = ProcessResources.Threads("sockets-");
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = WarmUp; i < cycles; i++)
        {
            await cycle(pool.Pool);
        }

        Assert.Equal(sockets, ProcessResources.Sockets);
        Assert.Equal(clocks, ProcessResources.Threads("sockets-"));
        Assert.Equal(0, pool.Outstanding);

        // A socket that stayed would keep its peer and its queues: more than this for each.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - heap, long.MinValue, 1024 * (cycles - WarmUp));
    }

    private static async Task StoppedPeerCycleAsync(BufferPool pool)
    {
        await using ZmqPublisher publisher = new(new ZmqOptions { Pool = pool, Linger = TimeSpan.Zero, SendHighWaterMark = 10 });
        using ZmtpPeer peer = await ZmtpPeer.ConnectAsync(publisher.Bind("tcp://127.0.0.1:*"));
        await peer.SendAsync(Wire.EngineRig.Greeting31 + Wire.EngineRig.ReadySub + "04 0a 09 535542534352494245");
        await publisher.WaitForSubscribersAsync(1, default, TestContext.Current.CancellationToken).WithinAsync();
        byte[] message = new byte[64 * 1024];
        while (publisher.Publish(message).Queued > 0)
        {
        }

        Assert.Equal(1, publisher.GetStats().Peers);
    }

    private static async Task CycleAsync(BufferPool pool)
    {
        ZmqOptions options = new() { Pool = pool, Linger = TimeSpan.Zero };
        await using ZmqPublisher publisher = new(options);
        await using ZmqSubscriber subscriber = new(options);
        subscriber.Subscribe("");
        subscriber.Connect(publisher.Bind("tcp://127.0.0.1:*"));
        await publisher.WaitForSubscribersAsync(1, default, TestContext.Current.CancellationToken).WithinAsync();
        publisher.Publish("hello"u8);
        (await subscriber.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync()).Dispose();
        publisher.Publish("nobody reads this"u8);
    }
}
