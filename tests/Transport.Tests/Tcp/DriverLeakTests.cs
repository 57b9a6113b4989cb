using System.Net;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Connections that come and go leave nothing behind.</summary>
[Collection(Alone.Name)]
public sealed class DriverLeakTests : IDisposable
{
    private const int Cycles = 200;

    private readonly CheckedPool _pool = new();

    public static TheoryData<Driver> All => Drivers.All;

    public void Dispose() => _pool.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public async Task Two_hundred_sessions_leave_no_thread_no_descriptor_and_no_buffer(Driver driver)
    {
        await SessionAsync(driver);
        (int sockets, int threads) = (ProcessResources.Sockets, Threads());

        for (int i = 0; i < Cycles; i++)
        {
            await SessionAsync(driver);
        }

        await Eventually.TrueAsync(() => ProcessResources.Sockets <= sockets);
        await Eventually.TrueAsync(() => Threads() <= threads);
        Assert.Equal(0, _pool.Outstanding);
    }

    private static int Threads() => ProcessResources.Threads("sockets-receive") + ProcessResources.Threads("sockets-send");

    private async Task SessionAsync(Driver driver)
    {
        await using MessageServer server = MessageServer.Start(new MessageServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Driver = driver,
            Pool = _pool.Pool,
        });
        await using MessageClient client = await MessageClient.ConnectAsync(
            new MessageClientOptions { EndPoint = server.LocalEndPoint, Driver = driver, Pool = _pool.Pool },
            TestContext.Current.CancellationToken);
        await using MessageConnection accepted = await server.AcceptAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
        client.TrySend([1, 2, 3]);
        using Message message = await accepted.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
        Assert.Equal(3, message.Length);
    }
}
