using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

public sealed class FramedListenerTests : IDisposable
{
    private readonly CheckedPool _pool = new();
    private readonly FramedConnectionOptions _options;

    public FramedListenerTests() => _options = new() { Format = FrameFormats.Line(), Pool = _pool.Pool };

    public void Dispose() => _pool.Dispose();

    [Fact]
    public async Task Lets_in_as_many_as_its_limit_and_the_next_when_one_has_gone()
    {
        await using FramedListener listener = Start(new ListenLimits { MaxConnections = 2 });
        await using FramedConnection first = await ConnectAsync(listener);
        await using FramedConnection second = await ConnectAsync(listener);
        await using FramedConnection acceptedFirst = await AcceptAsync(listener);
        await using FramedConnection acceptedSecond = await AcceptAsync(listener);

        await using (FramedConnection third = await ConnectAsync(listener))
        {
            await Assert.ThrowsAsync<ConnectionClosedException>(() => ReceiveAsync(third));
        }

        acceptedFirst.Abort();
        await acceptedFirst.Closed.WithinAsync();
        await using FramedConnection fourth = await ConnectAsync(listener);
        await using FramedConnection acceptedFourth = await AcceptAsync(listener);
        Assert.Equal(SendStatus.Sent, acceptedFourth.TrySend("welcome"u8));
        using Message message = await ReceiveAsync(fourth);
        Assert.Equal("welcome"u8, message.Span);
    }

    [Fact]
    public async Task Lets_in_as_many_of_one_address_as_its_limit()
    {
        await using FramedListener listener = Start(new ListenLimits { MaxPerAddress = 1 });
        await using FramedConnection first = await ConnectAsync(listener);
        await using FramedConnection accepted = await AcceptAsync(listener);

        await using FramedConnection second = await ConnectAsync(listener);

        await Assert.ThrowsAsync<ConnectionClosedException>(() => ReceiveAsync(second));
    }

    [Fact]
    public async Task Tells_of_each_connection_that_it_turned_away()
    {
        List<RefusedConnection> told = [];
        await using FramedListener listener = FramedListener.Start(
            new IPEndPoint(IPAddress.Loopback, 0), _options, new ListenLimits { MaxConnections = 1 }, told.Add);
        await using FramedConnection first = await ConnectAsync(listener);
        await using FramedConnection accepted = await AcceptAsync(listener);

        await using FramedConnection second = await ConnectAsync(listener);
        EndPoint? turnedAway = second.LocalEndPoint;
        await Assert.ThrowsAsync<ConnectionClosedException>(() => ReceiveAsync(second));
        await listener.DisposeAsync().AsTask().WithinAsync();

        RefusedConnection refused = Assert.Single(told);
        Assert.Equal((turnedAway, CloseReason.LimitReached), (refused.RemoteEndPoint, refused.Reason));
        Assert.Contains("MaxConnections is 1 and reached", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_disposed_lets_those_live_that_were_taken_and_aborts_the_others()
    {
        FramedListener listener = Start();
        await using FramedConnection taken = await ConnectAsync(listener);
        await using FramedConnection accepted = await AcceptAsync(listener);
        await using FramedConnection waiting = await ConnectAsync(listener);
        waiting.TrySend("unread"u8);

        await listener.DisposeAsync().AsTask().WithinAsync();
        await listener.DisposeAsync().AsTask().WithinAsync();

        await Assert.ThrowsAsync<ConnectionClosedException>(() => ReceiveAsync(waiting));
        accepted.TrySend("alive"u8);
        using Message message = await ReceiveAsync(taken);
        Assert.Equal("alive"u8, message.Span);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => AcceptAsync(listener));
    }

    [Theory]
    [InlineData(Driver.Async)]
    [InlineData(Driver.DedicatedThread)]
    public async Task Goes_on_accepting_while_a_handler_does_not_return(Driver driver)
    {
        using ManualResetEventSlim go = new();
        using SemaphoreSlim served = new(0);
        FrameActions handler = new()
        {
            Frame = (_, payload) =>
            {
                if (payload.SequenceEqual("stay"u8))
                {
                    go.Wait(CancellationToken.None);
                }

                served.Release();
            },
        };
        await using FramedListener listener = FramedListener.Start(
            new IPEndPoint(IPAddress.Loopback, 0), _options with { Handler = handler, Driver = driver });
        using Socket stays = Send(listener, "stay\n"u8);

        // The first frame has often arrived before its connection was accepted.
        using Socket passes = Send(listener, "pass\n"u8);

        Assert.True(await served.WaitAsync(Bounded.Default, TestContext.Current.CancellationToken));
        go.Set();
        Assert.True(await served.WaitAsync(Bounded.Default, TestContext.Current.CancellationToken));
        await AbortAllAsync(listener, count: 2);
    }

    private static Socket Send(FramedListener listener, ReadOnlySpan<byte> bytes)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(listener.LocalEndPoint);
        socket.Send(bytes);
        return socket;
    }

    private static async Task AbortAllAsync(FramedListener listener, int count)
    {
        for (int i = 0; i < count; i++)
        {
            FramedConnection accepted = await AcceptAsync(listener);
            accepted.Abort();
            await accepted.Closed.WithinAsync();
        }
    }

    private static Task<FramedConnection> AcceptAsync(FramedListener listener) =>
        listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();

    private static Task<Message> ReceiveAsync(FramedConnection connection) =>
        connection.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();

    private FramedListener Start(ListenLimits? limits = null) =>
        FramedListener.Start(new IPEndPoint(IPAddress.Loopback, 0), _options, limits);

    private Task<FramedConnection> ConnectAsync(FramedListener listener) =>
        FramedConnection.ConnectAsync(listener.LocalEndPoint, _options, TestContext.Current.CancellationToken).AsTask().WithinAsync();
}
