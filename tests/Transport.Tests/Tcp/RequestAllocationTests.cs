using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Requests in steady state allocate nothing each, in the whole process: neither who asks nor who answers at once.</summary>
[Collection(Alone.Name)]
public sealed class RequestAllocationTests
{
    private const int Requests = 100_000;

    /// <summary>Heartbeats and the runtime's own doings: less than one object every fifty requests.</summary>
    private const long ProcessBytes = 50_000;

    [Theory]
    [InlineData(RequestDispatch.Pool)]
    [InlineData(RequestDispatch.Inline)]
    public async Task A_hundred_thousand_requests_allocate_nothing_each(RequestDispatch dispatch)
    {
        RequestOptions echo = new()
        {
            Handler = static request => new ValueTask<ReadOnlyMemory<byte>>(request.CancellationToken.IsCancellationRequested ? default : request.Payload),
            Dispatch = dispatch,
        };
        await using Loopback loopback = await Loopback.ConnectAsync(Loopback.ServerOptions() with { Requests = echo }, Loopback.ClientOptions());
        using CancellationTokenSource giveUp = new();

        await AskAsync(loopback.Client, 20_000, giveUp.Token);
        GC.Collect();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await AskAsync(loopback.Client, Requests, giveUp.Token);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.InRange(allocated, 0, ProcessBytes);
    }

    private static async Task AskAsync(MessageClient client, int count, CancellationToken token)
    {
        byte[] question = new byte[32];
        for (int i = 0; i < count; i++)
        {
            using Message answer = await client.RequestAsync(question, TimeSpan.FromMinutes(1), token);
        }
    }
}
