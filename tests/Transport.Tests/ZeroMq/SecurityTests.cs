using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>Who is let in.</summary>
public sealed class SecurityTests : IAsyncDisposable
{
    private readonly ZmqRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task PLAIN_lets_in_who_has_the_password()
    {
        // ZMTP-P1, ZMTP-P2
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, Server());
        ZmqSubscriber subscriber = await _rig.SubscriberAsync(
            publisher, endpoint, _rig.Options with { Security = ZmqSecurity.PlainClient("admin", "secret") }, "");
        publisher.Publish("hello"u8);
        Assert.Equal("hello", Text(await subscriber.ReceiveAsync(Token).WithinAsync()));
    }

    [Fact]
    public async Task PLAIN_refuses_who_has_not_and_both_sides_say_why()
    {
        // ZMTP-A2
        _rig.Publisher(out string endpoint, Server());
        _rig.Add(new ZmqSubscriber(_rig.Options with { Security = ZmqSecurity.PlainClient("admin", "wrong") })).Connect(endpoint);
        await Eventually.TrueAsync(() => _rig.Events.Any(one => one.Reason == CloseReason.Unauthorized && one.Text.Contains("wrong password", StringComparison.Ordinal)));
        await Eventually.TrueAsync(() => _rig.Events.Any(one => one.Reason == CloseReason.Refused && one.Text.Contains("\"400\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_peer_without_a_mechanism_gets_past_no_server_that_has_one()
    {
        // ZMTP-G4
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, Server());
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(_rig.Options));
        subscriber.Connect(endpoint);
        Assert.Contains("both must be set to the same", (await _rig.HeardAsync(ZmqEventKind.HandshakeFailed)).Text, StringComparison.Ordinal);
        Assert.Equal(0, publisher.GetStats().Connects);
    }

    [Fact]
    public async Task Whoever_decides_sees_the_address_too()
    {
        // ZMTP-A1
        TaskCompletionSource<ZmqAuthenticationRequest> asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, _rig.Options with
        {
            Authenticate = (request, _) =>
            {
                asked.TrySetResult(request);
                return new(new ZmqAuthenticationResult(ZmqAuthenticationStatus.Allowed));
            },
        });
        await _rig.SubscriberAsync(publisher, endpoint, options: null, "");
        ZmqAuthenticationRequest request = await asked.Task.WithinAsync();
        Assert.Equal("NULL", request.Mechanism);
        Assert.Contains("127.0.0.1", request.RemoteEndPoint!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("hangs")]
    public async Task One_who_cannot_decide_lets_nobody_in(string how)
    {
        // ZMTP-A3
        ManualTime time = new();
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, _rig.Options with
        {
            TimeProvider = time,
            Authenticate = (_, _) => how == "throws"
                ? throw new InvalidOperationException("the database is down")
                : new(new TaskCompletionSource<ZmqAuthenticationResult>().Task),
        });
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(_rig.Options));
        subscriber.Connect(endpoint);
        if (how == "hangs")
        {
            await Eventually.TrueAsync(() =>
            {
                time.Advance(TimeSpan.FromSeconds(31));
                return _rig.Events.Any(one => one.Reason == CloseReason.HandshakeTimeout);
            });
        }
        else
        {
            await Eventually.TrueAsync(() => _rig.Events.Any(one => one.Text.Contains("the database is down", StringComparison.Ordinal)));
        }

        Assert.Equal(0, publisher.GetStats().Connects);
    }

    [Fact]
    public void PLAIN_server_needs_somebody_who_decides()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new ZmqPublisher(new ZmqOptions { Security = ZmqSecurity.PlainServer }));
        Assert.Contains("needs Authenticate", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_peers_may_be_in_their_handshake_than_allowed()
    {
        // ZMTP-A4: two silent ones, the third is refused; when one has gone, there is room again.
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, _rig.Options with { Limits = new ZmqLimits { MaxHandshakes = 2 } });
        using ZmtpPeer first = await ZmtpPeer.ConnectAsync(endpoint);
        await first.ReadAsync(64);
        using (ZmtpPeer second = await ZmtpPeer.ConnectAsync(endpoint))
        {
            await second.ReadAsync(64);
            _rig.Add(new ZmqSubscriber(_rig.Options)).Connect(endpoint);
            Assert.Contains("2 peers are in their handshake", (await _rig.HeardAsync(ZmqEventKind.Refused)).Text, StringComparison.Ordinal);
        }

        await Eventually.TrueAsync(() => publisher.GetStats().Peers == 1);
        await _rig.SubscriberAsync(publisher, endpoint, options: null, "");
    }

    private ZmqOptions Server() => _rig.Options with
    {
        Security = ZmqSecurity.PlainServer,
        Authenticate = static (request, _) => new(request is { User: "admin", Password: "secret" }
            ? new ZmqAuthenticationResult(ZmqAuthenticationStatus.Allowed)
            : new ZmqAuthenticationResult(ZmqAuthenticationStatus.Denied, "wrong password")),
    };
}
