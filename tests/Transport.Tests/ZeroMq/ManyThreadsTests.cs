using System.Collections.Concurrent;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>Every method may be called from any thread, of the sockets that talk both ways too.</summary>
public sealed class ManyThreadsTests : IAsyncDisposable
{
    private const int Threads = 4;
    private const int Each = 500;

    private readonly ZmqRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task What_many_threads_send_by_one_DEALER_many_threads_of_a_ROUTER_send_back()
    {
        ZmqOptions options = _rig.Options with { SendHighWaterMark = 20, ReceiveHighWaterMark = 20 };
        ZmqRouter router = _rig.Add(new ZmqRouter(options));
        ZmqDealer dealer = _rig.Add(new ZmqDealer(options));
        dealer.Connect(router.Bind("tcp://127.0.0.1:*"));
        ConcurrentBag<string> back = [];

        await Task.WhenAll(
            InThreadsAsync((thread, i) => dealer.SendAsync(Bytes($"{thread}:{i}"), Token).AsTask()),
            InThreadsAsync(async (_, _) =>
            {
                using ZmqMessage message = await router.ReceiveAsync(Token);
                Assert.Equal(SendStatus.Sent, await router.SendAsync(message[0].ToArray(), message[1].ToArray(), Token));
            }),
            InThreadsAsync(async (_, _) => back.Add(Text(await dealer.ReceiveAsync(Token))))).WithinAsync();

        Assert.Equal(
            Enumerable.Range(0, Threads).SelectMany(thread => Enumerable.Range(0, Each).Select(i => $"{thread}:{i}")).Order(),
            back.Order());
    }

    [Fact]
    public async Task REQ_asks_for_one_thread_at_a_time_and_gives_each_its_own_answer()
    {
        const int Requests = 50;
        ZmqReplier replier = _rig.Add(new ZmqReplier(_rig.Options));
        ZmqRequester requester = _rig.Add(new ZmqRequester(_rig.Options));
        requester.Connect(replier.Bind("tcp://127.0.0.1:*"));
        Task answering = Task.Run(
            async () =>
            {
                for (int i = 0; i < Threads * Requests; i++)
                {
                    using ZmqRequest request = await replier.ReceiveAsync(Token);
                    Assert.Equal(SendStatus.Sent, request.TryReply([.. "re "u8, .. request.First]));
                }
            },
            Token);

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() => AskAsync(thread), Token))).WithinAsync();
        await answering.WithinAsync();

        async Task AskAsync(int thread)
        {
            for (int i = 0; i < Requests;)
            {
                try
                {
                    Assert.Equal($"re {thread}:{i}", Text(await requester.RequestAsync(Bytes($"{thread}:{i}"), Token)));
                    i++;
                }
                catch (InvalidOperationException)
                {
                    // Another thread's turn.
                    await Task.Yield();
                }
            }
        }
    }

    private static Task InThreadsAsync(Func<int, int, Task> act) => Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(
        async () =>
        {
            for (int i = 0; i < Each; i++)
            {
                await act(thread, i);
            }
        },
        Token)));
}
