using System.Net;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Links;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>
/// TLS allocates nothing per message in steady state, not the runtime's stack either. Measured with one message per
/// batch, the worst there is, because each is a record of its own; the bound is far below one object each.
/// </summary>
[Collection(Alone.Name)]
public sealed class TlsAllocationTests
{
    private const int Messages = 20_000;

    /// <summary>Bytes a round trip in the whole process, two records sent and two received.</summary>
    private const double MostPerRoundTrip = 5;

    [Theory]
    [InlineData(Driver.Async)]
    [InlineData(Driver.DedicatedThread)]
    public async Task A_round_trip_allocates_next_to_nothing(Driver driver)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int left = 0;
        await using MessageServer server = MessageServer.Start(new MessageServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Driver = driver,
            Tls = TlsPair.ServerOptions,
            Handler = new MessageActions { Message = static (connection, payload) => connection.TrySend(payload) },
        });
        await using MessageClient client = await MessageClient.ConnectAsync(
            new MessageClientOptions
            {
                EndPoint = server.LocalEndPoint,
                Driver = driver,
                Tls = TlsPair.ClientOptions,
                Handler = new MessageActions
                {
                    Message = (connection, payload) =>
                    {
                        if (--left > 0)
                        {
                            connection.TrySend(payload);
                        }
                        else
                        {
                            done.TrySetResult();
                        }
                    },
                },
            },
            TestContext.Current.CancellationToken);

        await RunAsync();
        GC.Collect();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await RunAsync();
        double each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Messages;

        TestContext.Current.TestOutputHelper!.WriteLine($"{each:0.00} bytes a round trip");
        Assert.InRange(each, 0, MostPerRoundTrip);

        async Task RunAsync()
        {
            done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            left = Messages;
            client.TrySend("0123456789abcdef0123456789abcdef"u8);
            await done.Task.WithinAsync();
        }
    }
}
