using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>Names inside the process: who comes first does not matter, and what is promised of other transports holds.</summary>
public sealed class InprocTests : IAsyncDisposable
{
    private readonly ZmqRig _rig = new();
    private readonly string _endpoint = $"inproc://{Guid.NewGuid():N}";

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Whoever_connects_first_waits_for_the_name()
    {
        ZmqPush[] pushes = [_rig.Add(new ZmqPush(_rig.Options)), _rig.Add(new ZmqPush(_rig.Options))];
        Array.ForEach(pushes, push => push.Connect(_endpoint));
        ZmqPull pull = _rig.Add(new ZmqPull(_rig.Options));
        Assert.Equal(_endpoint, pull.Bind(_endpoint));
        foreach (ZmqPush push in pushes)
        {
            await push.SendAsync(Bytes("hello"), Token).WithinAsync();
        }

        Assert.Equal("hello", Text(await pull.ReceiveAsync(Token).WithinAsync()));
        Assert.Equal("hello", Text(await pull.ReceiveAsync(Token).WithinAsync()));
        Assert.DoesNotContain(_rig.Events, one => one.Kind == ZmqEventKind.ConnectFailed);
        Assert.All(_rig.Events, one => Assert.Equal(_endpoint, one.Peer));
    }

    [Fact]
    public async Task A_name_is_bound_once_and_free_again_afterwards()
    {
        ZmqPull pull = _rig.Add(new ZmqPull(_rig.Options));
        pull.Bind(_endpoint);
        ZmqPull another = _rig.Add(new ZmqPull(_rig.Options));
        TransportException taken = Assert.Throws<TransportException>(() => another.Bind(_endpoint));
        Assert.Contains(_endpoint, taken.Message, StringComparison.Ordinal);
        Assert.True(pull.Unbind(_endpoint));
        another.Bind(_endpoint);
        ZmqPush push = _rig.Add(new ZmqPush(_rig.Options));
        push.Connect(_endpoint);
        await another.WaitForPeersAsync(1, Token).WithinAsync();
        Assert.Equal(0, pull.GetStats().Peers);
    }

    [Fact]
    public async Task A_name_that_comes_back_is_connected_to_again_with_all_topics()
    {
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(_rig.Options));
        subscriber.Subscribe("A");
        subscriber.Connect(_endpoint);
        for (int i = 0; i < 3; i++)
        {
            ZmqPublisher publisher = _rig.Add(new ZmqPublisher(_rig.Options with { Linger = TimeSpan.FromSeconds(30) }));
            publisher.Bind(_endpoint);
            await publisher.WaitForSubscribersAsync(1, Bytes("A"), Token).WithinAsync();
            publisher.Publish(Bytes($"A{i}"));
            await publisher.DisposeAsync().WithinAsync();
            Assert.Equal($"A{i}", Text(await subscriber.ReceiveAsync(Token).WithinAsync()));
        }
    }

    [Fact]
    public async Task A_subscriber_that_does_not_read_fills_both_marks_and_the_pipe_between_and_then_loses()
    {
        const int Mark = 10;
        const int Length = 4000;
        ZmqPublisher publisher = _rig.Add(new ZmqPublisher(_rig.Options with { SendHighWaterMark = Mark }));
        publisher.Bind(_endpoint);
        ZmqSubscriber subscriber = await _rig.SubscriberAsync(publisher, _endpoint, _rig.Options with { ReceiveHighWaterMark = Mark }, "");
        int dropped = 0;
        for (int i = 0; i < 1000; i++)
        {
            dropped += publisher.Publish(Numbered.Make(0, i, Length)).Dropped;
        }

        await Eventually.TrueAsync(() => subscriber.GetStats().Traffic.Unread == Mark);
        ZmqTraffic sent = publisher.GetStats().Traffic;
        Assert.Equal(dropped, sent.DroppedNewest);
        Assert.InRange(dropped, 1, 1000 - (2 * Mark));
        AssertCloses(sent);

        // 64 KiB in the pipe and 256 KiB in the receive buffer.
        Assert.InRange(sent.Sent, Mark, Mark + (320 * 1024 / Length) + 2);
    }

    [Fact]
    public async Task Disposal_lets_what_was_sent_arrive()
    {
        int seed = Seed.Take();
        Random random = new(seed);
        for (int round = 0; round < 100; round++)
        {
            string endpoint = $"{_endpoint}-{round}";
            ZmqPull pull = _rig.Add(new ZmqPull(_rig.Options));
            pull.Bind(endpoint);
            int count = random.Next(1, 50);
            ZmqPush push = new(_rig.Options with { Linger = TimeSpan.FromSeconds(30) });
            push.Connect(endpoint);
            for (int i = 0; i < count; i++)
            {
                await push.SendAsync(Numbered.Make(0, i, random.Next(Numbered.Size, 3000)), Token).WithinAsync();
            }

            await push.DisposeAsync().WithinAsync();
            Numbered numbered = new(senders: 1);
            for (int i = 0; i < count; i++)
            {
                using ZmqMessage message = await pull.ReceiveAsync(Token).WithinAsync();
                numbered.Check(message.First);
            }
        }
    }

    [Fact]
    public async Task PLAIN_is_asked_for_here_too()
    {
        ZmqPull pull = _rig.Add(new ZmqPull(_rig.Options with
        {
            Security = ZmqSecurity.PlainServer,
            Authenticate = static (request, _) => new(new ZmqAuthenticationResult(
                request.Password == "secret" ? ZmqAuthenticationStatus.Allowed : ZmqAuthenticationStatus.Denied)),
        }));
        pull.Bind(_endpoint);
        _rig.Add(new ZmqPush(_rig.Options with { Security = ZmqSecurity.PlainClient("a", "wrong") })).Connect(_endpoint);
        await _rig.HeardAsync(ZmqEventKind.HandshakeFailed, CloseReason.Unauthorized);
        await _rig.HeardAsync(ZmqEventKind.HandshakeFailed, CloseReason.Refused);
        _rig.Add(new ZmqPush(_rig.Options with { Security = ZmqSecurity.PlainClient("a", "secret") })).Connect(_endpoint);
        await pull.WaitForPeersAsync(1, Token).WithinAsync();
    }

    [Theory]
    [InlineData("inproc://")]
    [InlineData("inproc")]
    public void A_name_has_at_least_one_character(string endpoint)
    {
        ZmqPull pull = _rig.Add(new ZmqPull(_rig.Options));
        Assert.Throws<ArgumentException>(() => pull.Bind(endpoint));
    }
}
