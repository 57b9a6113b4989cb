using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Tests.Support.Chaos;

/// <summary>The proxy that other tests rely on does each thing it says.</summary>
public sealed class ChaosProxyTests : IAsyncDisposable
{
    private static readonly byte[] s_bytes = [1, 2, 3, 4, 5, 6];

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ManualTime _time = new();
    private Socket? _server;
    private ChaosProxy? _proxy;

    public ChaosProxyTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    [Fact]
    public async Task Carries_both_ways_and_both_ends()
    {
        await ConnectAsync(Weather.Fair, Weather.Fair);
        await _client.SendAsync(s_bytes);
        Assert.Equal(s_bytes, await ReadAsync(_server!, 6));
        _client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await _server!.ReceiveAsync(new byte[1]).WithinAsync());
        await _server.SendAsync(s_bytes);
        Assert.Equal(s_bytes, await ReadAsync(_client, 6));
        Assert.Equal((6, 6), (_proxy!.Connections[0].ToServer.Passed, _proxy.Connections[0].ToClient.Passed));
    }

    [Fact]
    public async Task Holds_each_piece_for_the_delay()
    {
        await ConnectAsync(new Weather { Delay = TimeSpan.FromSeconds(1), Piece = 4 }, Weather.Fair);
        await _client.SendAsync(s_bytes);
        Task<byte[]> first = ReadAsync(_server!, 4);
        await AdvanceUntilAsync(first, 1);
        Assert.Equal(0, _server!.Available);
        await AdvanceUntilAsync(ReadAsync(_server!, 2), 1);
    }

    [Fact]
    public async Task Lets_no_more_through_than_its_rate()
    {
        await ConnectAsync(new Weather { BytesPerSecond = 2 }, Weather.Fair);
        await _client.SendAsync(s_bytes);
        await AdvanceUntilAsync(ReadAsync(_server!, 6), 3);
    }

    [Fact]
    public async Task Stops_after_so_many_bytes_and_nobody_is_told()
    {
        await ConnectAsync(new Weather { After = 4, Then = Mishap.Stall }, Weather.Fair);
        await _client.SendAsync(s_bytes);
        Assert.Equal([1, 2, 3, 4], await ReadAsync(_server!, 4));
        Task<int> more = _server!.ReceiveAsync(new byte[1]);

        // The other direction lives.
        await _server.SendAsync(s_bytes);
        Assert.Equal(s_bytes, await ReadAsync(_client, 6));
        Assert.False(more.IsCompleted);
    }

    [Fact]
    public async Task Swallows_what_comes_after_so_many_bytes()
    {
        await ConnectAsync(new Weather { After = 4, Then = Mishap.BlackHole }, Weather.Fair);

        // More than all the kernel's buffers hold: it can only be taken.
        byte[] much = new byte[32 << 20];
        await _client.SendAsync(much).WithinAsync();
        Assert.Equal(4, (await ReadAsync(_server!, 4)).Length);
        Assert.Equal(4, _proxy!.Connections[0].ToServer.Passed);
        Assert.Equal(0, _server!.Available);
    }

    [Fact]
    public async Task Ends_one_direction_and_not_the_other()
    {
        await ConnectAsync(new Weather { After = 4, Then = Mishap.HalfClose }, Weather.Fair);
        await _client.SendAsync(s_bytes);
        Assert.Equal([1, 2, 3, 4], await ReadAsync(_server!, 4));
        Assert.Equal(0, await _server!.ReceiveAsync(new byte[1]).WithinAsync());
        await _server.SendAsync(s_bytes);
        Assert.Equal(s_bytes, await ReadAsync(_client, 6));
    }

    [Fact]
    public async Task Resets_both_ends_after_so_many_bytes()
    {
        await ConnectAsync(new Weather { After = 4, Then = Mishap.Reset }, Weather.Fair);
        await _client.SendAsync(s_bytes);
        await EndsAsync(_server!);
        await EndsAsync(_client);
    }

    [Fact]
    public async Task The_next_connection_gets_the_next_weather()
    {
        await ConnectAsync(new Weather { After = 1, Then = Mishap.Reset }, Weather.Fair);
        await _client.SendAsync(s_bytes);
        await EndsAsync(_client);
        using Socket second = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await second.ConnectAsync(_proxy!.EndPoint, TestContext.Current.CancellationToken);
        using Socket accepted = await _listener.AcceptAsync(TestContext.Current.CancellationToken).WithinAsync();
        await second.SendAsync(s_bytes);
        Assert.Equal(s_bytes, await ReadAsync(accepted, 6));
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        _client.Dispose();
        _server?.Dispose();
        _listener.Dispose();
    }

    private static async Task<byte[]> ReadAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int read = 0; read < count;)
        {
            int more = await socket.ReceiveAsync(bytes.AsMemory(read), TestContext.Current.CancellationToken).WithinAsync();
            Assert.NotEqual(0, more);
            read += more;
        }

        return bytes;
    }

    private static async Task EndsAsync(Socket socket)
    {
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (await socket.ReceiveAsync(new byte[16], TestContext.Current.CancellationToken).WithinAsync() > 0)
            {
                // What was on its way.
            }
        });
    }

    /// <summary>Nothing arrives before so much time has passed, and then it does.</summary>
    private async Task AdvanceUntilAsync(Task<byte[]> reading, int seconds)
    {
        await Eventually.TrueAsync(() => _time.ArmedTimers > 0);
        _time.Advance(TimeSpan.FromSeconds(seconds - 0.5));
        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        await reading;
    }

    private async Task ConnectAsync(Weather toServer, Weather toClient)
    {
        _proxy = new ChaosProxy(_listener.LocalEndPoint!, _time, (toServer, toClient));
        await _client.ConnectAsync(_proxy.EndPoint, TestContext.Current.CancellationToken);
        _server = await _listener.AcceptAsync(TestContext.Current.CancellationToken).WithinAsync();
    }
}
