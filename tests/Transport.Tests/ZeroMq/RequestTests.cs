using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>A request gets its own answer or none, whatever became of those before it. A ROUTER answers, as it pleases.</summary>
public sealed class RequestTests : IAsyncDisposable
{
    private readonly ZmqRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData(ZmqRequestMatching.ByConnection)]
    [InlineData(ZmqRequestMatching.ByNumber)]
    public async Task A_request_is_answered_though_the_ones_before_it_never_were(ZmqRequestMatching matching)
    {
        (ZmqRequester requester, ZmqRouter router) = Ask(matching);
        for (int i = 0; i < 3; i++)
        {
            (await GiveUpAsync(requester, router)).Dispose();
        }

        Task<ZmqMessage> asking = requester.RequestAsync(Bytes("asked"), Token).AsTask();
        using ZmqMessage asked = await router.ReceiveAsync(Token).WithinAsync();
        Answer(router, asked, "answered");
        Assert.Equal("answered", Text(await asking.WithinAsync()));
    }

    [Theory]
    [InlineData(ZmqRequestMatching.ByConnection)]
    [InlineData(ZmqRequestMatching.ByNumber)]
    public async Task Answers_in_reverse_reach_the_request_they_are_for_or_nobody(ZmqRequestMatching matching)
    {
        (ZmqRequester requester, ZmqRouter router) = Ask(matching);
        using ZmqMessage first = await GiveUpAsync(requester, router);
        Task<ZmqMessage> asking = requester.RequestAsync(Bytes("second"), Token).AsTask();
        using ZmqMessage second = await router.ReceiveAsync(Token).WithinAsync();
        Answer(router, second, "to the second");
        Answer(router, first, "to the first");
        Assert.Equal("to the second", Text(await asking.WithinAsync()));
    }

    [Theory]
    [InlineData(ZmqRequestMatching.ByConnection)]
    [InlineData(ZmqRequestMatching.ByNumber)]
    public async Task What_nobody_has_asked_for_answers_nothing(ZmqRequestMatching matching)
    {
        (ZmqRequester requester, ZmqRouter router) = Ask(matching);
        for (int i = 1; i <= 3; i++)
        {
            Task<ZmqMessage> asking = requester.RequestAsync(Bytes($"{i}"), Token).AsTask();
            using ZmqMessage asked = await router.ReceiveAsync(Token).WithinAsync();
            Answer(router, asked, $"to {i}");
            Answer(router, asked, "again");
            Assert.Equal($"to {i}", Text(await asking.WithinAsync()));
            await Eventually.TrueAsync(() => requester.GetStats().Traffic.Filtered == i);
        }
    }

    [Fact]
    public async Task By_number_an_answer_that_comes_twice_is_not_taken_for_the_next_one()
    {
        (ZmqRequester requester, ZmqRouter router) = Ask(ZmqRequestMatching.ByNumber);
        Task<ZmqMessage> asking = requester.RequestAsync(Bytes("one"), Token).AsTask();
        using ZmqMessage one = await router.ReceiveAsync(Token).WithinAsync();
        Assert.Equal(4, one[1].Length);
        Answer(router, one, "to one");
        Assert.Equal("to one", Text(await asking.WithinAsync()));
        asking = requester.RequestAsync(Bytes("two"), Token).AsTask();
        using ZmqMessage two = await router.ReceiveAsync(Token).WithinAsync();
        Answer(router, one, "to one");
        Answer(router, two, "to two");
        Assert.Equal("to two", Text(await asking.WithinAsync()));
        Assert.Equal(1, requester.GetStats().Connects);
    }

    [Fact]
    public async Task A_request_that_is_given_up_again_and_again_is_sent_each_time_after_the_first_pause()
    {
        Pauses pauses = new();
        ZmqRouter router = _rig.Add(new ZmqRouter(_rig.Options));
        ZmqRequester requester = _rig.Add(new ZmqRequester(_rig.Options with { TimeProvider = pauses, ReconnectIntervalMax = TimeSpan.FromSeconds(5) }));
        requester.Connect(router.Bind("tcp://127.0.0.1:*"));
        for (int i = 0; i < 6; i++)
        {
            (await GiveUpAsync(requester, router)).Dispose();
        }

        await Eventually.TrueAsync(() => pauses.All.Length >= 6);
        Assert.All(pauses.All, pause => Assert.InRange(pause.TotalMilliseconds, 0, 5));
    }

    private (ZmqRequester Requester, ZmqRouter Router) Ask(ZmqRequestMatching matching)
    {
        ZmqRouter router = _rig.Add(new ZmqRouter(_rig.Options));
        ZmqRequester requester = _rig.Add(new ZmqRequester(_rig.Options, matching));
        requester.Connect(router.Bind("tcp://127.0.0.1:*"));
        return (requester, router);
    }

    /// <summary>Asks, and gives up when the request has arrived.</summary>
    private static async Task<ZmqMessage> GiveUpAsync(ZmqRequester requester, ZmqRouter router)
    {
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<ZmqMessage> asking = requester.RequestAsync(Bytes("given up"), cancel.Token).AsTask();
        ZmqMessage asked = await router.ReceiveAsync(Token).WithinAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WithinAsync());
        return asked;
    }

    /// <summary>Sends back what stands before the request's body, and an answer.</summary>
    private static void Answer(ZmqRouter router, ZmqMessage request, string answer)
    {
        List<ReadOnlyMemory<byte>> frames = [];
        for (int i = 1; i < request.FrameCount - 1; i++)
        {
            frames.Add(request[i].ToArray());
        }

        router.TrySendFrames(request[0], [.. frames, Bytes(answer)]);
    }
}
