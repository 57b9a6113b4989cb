using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>A foreign protocol has no farewell, so the reset is all that tells a vanished peer from one that has finished.</summary>
public sealed class FramedResetTests : IDisposable
{
    private readonly CheckedPool _pool = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public FramedResetTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    // While the connection is idle it waits without a buffer, and the kernel tells of a reset only once.
    [Theory]
    [InlineData(Driver.Async)]
    [InlineData(Driver.DedicatedThread)]
    public async Task A_reset_of_an_idle_connection_is_no_orderly_end(Driver driver)
    {
        (FramedConnection connection, RawPeer peer) = await ConnectAsync(driver);
        Task<Message> receiving = connection.ReceiveAsync(TestContext.Current.CancellationToken).AsTask();

        peer.Reset();

        var failure = await Assert.ThrowsAsync<ConnectionClosedException>(() => receiving.WithinAsync());
        Assert.Equal(CloseReason.PeerReset, failure.Reason);
        Assert.Equal(CloseReason.PeerReset, await connection.Closed.WithinAsync());
        await connection.DisposeAsync().WithinAsync();
    }

    // And none that a failed send has found out first, whoever reads.
    [Fact]
    public async Task A_reset_that_a_send_found_first_is_no_orderly_end()
    {
        (FramedConnection connection, RawPeer peer) = await ConnectAsync(Driver.Async);

        peer.Reset();
        await Eventually.TrueAsync(() => connection.TrySend([1]) == SendStatus.Closed);

        Assert.Equal(CloseReason.PeerReset, await connection.Closed.WithinAsync());
        await connection.DisposeAsync().WithinAsync();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _pool.Dispose();
    }

    private async Task<(FramedConnection Connection, RawPeer Peer)> ConnectAsync(Driver driver)
    {
        var options = new FramedConnectionOptions { Format = FrameFormats.UInt32BigEndian(1000), Driver = driver, Pool = _pool.Pool };
        FramedConnection connection = await FramedConnection.ConnectAsync(_listener.LocalEndPoint!, options, TestContext.Current.CancellationToken);
        return (connection, new RawPeer(await _listener.AcceptAsync(TestContext.Current.CancellationToken).WithinAsync()));
    }
}
