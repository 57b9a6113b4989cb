using System.Net;
using System.Net.Sockets;
using System.Text;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Several targets: living, slow and dead ones.</summary>
public sealed class BalancedClientTests : IAsyncDisposable
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly CheckedPool _pool = new();
    private readonly List<MessageServer> _servers = [];
    private BalancedClient? _client;

    public static TheoryData<LoadBalancing> All => [LoadBalancing.RoundRobin, LoadBalancing.LeastOutstanding, LoadBalancing.PowerOfTwoChoices];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Takes_turns_among_connections_and_servers()
    {
        Named one = Start("1");
        Named two = Start("2");
        BalancedClient client = await ConnectAsync(LoadBalancing.RoundRobin, one.EndPoint, one.EndPoint, two.EndPoint);
        await Eventually.TrueAsync(() => client.ConnectedTargets == 3);

        string answers = "";
        for (int i = 0; i < 9; i++)
        {
            answers += await AskAsync(client);
        }

        Assert.Equal((6, 3), (answers.Count(c => c == '1'), answers.Count(c => c == '2')));
        Assert.All(Checked(), target => Assert.Equal(3, target.Answered));
        Assert.Equal((2, 1), (one.Server.Connections.Count, two.Server.Connections.Count));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Skips_a_dead_target(LoadBalancing balancing)
    {
        Named living = Start("1");
        BalancedClient client = await ConnectAsync(balancing, Nobody(), living.EndPoint, Nobody());

        for (int i = 0; i < 20; i++)
        {
            Assert.Equal("1", await AskAsync(client));
            Assert.Equal(SendStatus.Sent, client.TrySend("a"u8));
        }

        await Eventually.TrueAsync(() => client.GetStats()[0].ConnectFailures > 0);
        IReadOnlyList<BalancedTargetStats> stats = Checked();
        Assert.Equal((0L, 20L, 0L), (stats[0].Requests, stats[1].Answered, stats[2].Sends));
        Assert.Equal(CloseReason.ConnectFailed, Assert.IsType<ConnectionClosedException>(stats[0].LastFailure).Reason);
    }

    [Fact]
    public async Task Says_so_when_there_is_no_living_target()
    {
        ConnectionClosedException e = await Assert.ThrowsAsync<ConnectionClosedException>(() => ConnectAsync(LoadBalancing.RoundRobin, Nobody(), Nobody()));

        Assert.Equal(CloseReason.ConnectFailed, e.Reason);
        Assert.Equal(2, Assert.IsType<AggregateException>(e.InnerException).InnerExceptions.Count);
    }

    [Fact]
    public async Task A_target_that_this_host_has_no_sockets_for_is_a_dead_one()
    {
        Named living = Start("1");
        BalancedClient client = await ConnectAsync(LoadBalancing.RoundRobin, new Elsewhere(), living.EndPoint);
        await Eventually.TrueAsync(() => client.GetStats()[0].ConnectFailures > 1);
        await client.DisposeAsync();

        ConnectionClosedException e = await Assert.ThrowsAsync<ConnectionClosedException>(() => ConnectAsync(LoadBalancing.RoundRobin, new Elsewhere()));
        Assert.Equal(CloseReason.ConnectFailed, e.Reason);
    }

    /// <summary>A target that never answers gets one request by these two, as the other never has more than it.</summary>
    [Theory]
    [InlineData(LoadBalancing.LeastOutstanding)]
    [InlineData(LoadBalancing.PowerOfTwoChoices)]
    public async Task A_slow_target_gets_less(LoadBalancing balancing)
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Named slow = Start("slow", go.Task);
        Named fast = Start("fast");
        BalancedClient client = await ConnectAsync(balancing, slow.EndPoint, fast.EndPoint);
        await Eventually.TrueAsync(() => client.ConnectedTargets == 2);

        List<Task<string>> stuck = [];
        for (int i = 0; i < 50; i++)
        {
            Task<string> asking = AskAsync(client);
            await Eventually.TrueAsync(() => asking.IsCompleted || client.GetStats()[0].Asking > stuck.Count);
            if (!asking.IsCompleted)
            {
                stuck.Add(asking);
            }
        }

        Assert.InRange(stuck.Count, 0, 1);
        Assert.InRange(Checked()[1].Answered, 49, 50);
        go.SetResult();
        await Task.WhenAll(stuck).WithinAsync();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_target_that_reads_nothing_does_not_hold_up_messages(LoadBalancing balancing)
    {
        const int Count = 100;
        MessageServer unread = Listen(new MessageServerOptions { EndPoint = Any, Session = new SessionOptions { WindowMessages = 3 } });
        Named reading = Start("1");
        BalancedClient client = await ConnectAsync(balancing, unread.LocalEndPoint, reading.EndPoint);
        await Eventually.TrueAsync(() => client.ConnectedTargets == 2);

        for (int i = 0; i < Count; i++)
        {
            Assert.Equal(SendStatus.Sent, await client.SendAsync(Encoding.ASCII.GetBytes($"{i}"), Token).AsTask().WithinAsync());
        }

        IReadOnlyList<BalancedTargetStats> stats = Checked();
        Assert.InRange(stats[0].Sent, 0, 3);
        Assert.Equal(Count, stats[0].Sent + stats[1].Sent);
    }

    [Fact]
    public async Task Waits_where_all_are_full_and_goes_elsewhere_when_that_one_dies()
    {
        MessageServer[] unread =
        [
            .. Enumerable.Range(0, 2).Select(_ => Listen(new MessageServerOptions { EndPoint = Any, Session = new SessionOptions { WindowMessages = 1 } })),
        ];
        BalancedClient client = await ConnectAsync(LoadBalancing.RoundRobin, unread[0].LocalEndPoint, unread[1].LocalEndPoint);
        await Eventually.TrueAsync(() => client.ConnectedTargets == 2);
        Assert.Equal((SendStatus.Sent, SendStatus.Sent, SendStatus.NoCredit), (client.TrySend("a"u8), client.TrySend("b"u8), client.TrySend("c"u8)));

        Task<SendStatus> waiting = client.SendAsync("d"u8.ToArray(), Token).AsTask();
        int chosen = client.GetStats()[0].Sending == 1 ? 0 : 1;
        unread[chosen].Connections.Single().Abort();
        await Eventually.TrueAsync(() => client.GetStats()[1 - chosen].Sending == 1 || waiting.IsCompleted);
        foreach (MessageConnection other in unread[1 - chosen].Connections)
        {
            (await other.ReceiveAsync(Token).WithinAsync()).Dispose();
        }

        Assert.Equal(SendStatus.Sent, await waiting.WithinAsync());
        Checked();
    }

    [Fact]
    public async Task Asks_another_when_a_target_is_leaving_and_comes_back_when_it_has_come_back()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Named leaving = Start("1", go.Task);
        Named staying = Start("2");
        BalancedClient client = await ConnectAsync(LoadBalancing.RoundRobin, leaving.EndPoint, staying.EndPoint);
        await Eventually.TrueAsync(() => client.ConnectedTargets == 2);
        List<Task<string>> asked = [AskAsync(client), AskAsync(client)];
        await Eventually.TrueAsync(() => leaving.Server.Connections.Single().GetRequestStats().Serving == 1);

        // The connection itself, as a server that stops comes to it a moment later; from this call on it answers no more.
        Task closing = leaving.Server.Connections.Single().CloseAsync(Token).AsTask();
        await Eventually.TrueAsync(() => asked.Exists(task => task.IsCompleted));
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal("2", await AskAsync(client).WithinAsync());
        }

        go.SetResult();
        Assert.Equal(["1", "2"], (await Task.WhenAll(asked).WithinAsync()).Order(StringComparer.Ordinal));
        await closing.WithinAsync();
        await leaving.Server.DisposeAsync().WithinAsync();
        await Eventually.TrueAsync(() => client.ConnectedTargets == 1);
        Start("3", at: leaving.EndPoint);
        await Eventually.TrueAsync(() => client.ConnectedTargets == 2);
        string answers = await AskAsync(client) + await AskAsync(client);
        Assert.True(answers is "23" or "32", answers);

        // Once more where it came back to the old server, which listened a moment longer than its connection lived.
        Assert.InRange(Checked()[0].Connects, 2, 3);
    }

    [Fact]
    public async Task Without_a_connection_nothing_is_sent()
    {
        Named server = Start("1");
        BalancedClient client = await ConnectAsync(LoadBalancing.RoundRobin, server.EndPoint);
        await server.Server.DisposeAsync().AsTask().WithinAsync();
        await Eventually.TrueAsync(() => client.ConnectedTargets == 0);

        RequestException e = await Assert.ThrowsAsync<RequestException>(() => AskAsync(client));
        Assert.Equal((RequestFailure.ConnectionLost, RequestDelivery.NotSent), (e.Failure, e.Delivery));
        Assert.Equal((SendStatus.NotConnected, SendStatus.NotConnected), (client.TrySend("a"u8), await client.SendAsync("a"u8.ToArray(), Token)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync().AsTask().WithinAsync();
            Checked();
        }

        foreach (MessageServer server in _servers)
        {
            await server.DisposeAsync().AsTask().WithinAsync();
        }

        _pool.Dispose();
    }

    private static IPEndPoint Any => new(IPAddress.Loopback, 0);

    /// <summary>An address where nobody listens.</summary>
    private static EndPoint Nobody()
    {
        using Socket bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(Any);
        return bound.LocalEndPoint!;
    }

    private static async Task<string> AskAsync(BalancedClient client)
    {
        using Message answer = await client.RequestAsync(ReadOnlyMemory<byte>.Empty, s_minute, Token);
        return Encoding.ASCII.GetString(answer.Span);
    }

    /// <summary>A server that answers with its name, once it may.</summary>
    private Named Start(string name, Task? when = null, EndPoint? at = null)
    {
        MessageServer server = Listen(new MessageServerOptions
        {
            EndPoint = at ?? Any,
            Handler = new MessageActions(),
            Requests = new RequestOptions
            {
                Handler = async _ =>
                {
                    await (when ?? Task.CompletedTask);
                    return Encoding.ASCII.GetBytes(name);
                },
            },
        });
        return new Named(server, server.LocalEndPoint);
    }

    private MessageServer Listen(MessageServerOptions options)
    {
        MessageServer server = MessageServer.Start(options with { Pool = _pool.Pool });
        _servers.Add(server);
        return server;
    }

    private async Task<BalancedClient> ConnectAsync(LoadBalancing balancing, params EndPoint[] endPoints) =>
        _client = await BalancedClient.ConnectAsync(
            new BalancedClientOptions
            {
                Targets = [.. endPoints.Select(endPoint => new MessageClientOptions { EndPoint = endPoint, Pool = _pool.Pool })],
                Balancing = balancing,
                LongestRetry = TimeSpan.FromMilliseconds(200),
            },
            Token).AsTask().WithinAsync();

    /// <summary>The counters, which close.</summary>
    private IReadOnlyList<BalancedTargetStats> Checked()
    {
        IReadOnlyList<BalancedTargetStats> stats = _client!.GetStats();
        Assert.All(stats, target =>
        {
            Assert.Equal(target.Sends, target.Sent + target.NotSent + target.Sending);
            Assert.Equal(target.Requests, target.Answered + target.Failed + target.Asking);
        });
        return stats;
    }

    private sealed record Named(MessageServer Server, EndPoint EndPoint);
}
