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
        using CheckedPool pool = new();
        await CycleAsync(pool.Pool);
        int before = ProcessResources.Sockets;
        for (int i = 1; i < Cycles; i++)
        {
            await CycleAsync(pool.Pool);
        }

        Assert.Equal(before, ProcessResources.Sockets);
        Assert.Equal(0, pool.Outstanding);
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
