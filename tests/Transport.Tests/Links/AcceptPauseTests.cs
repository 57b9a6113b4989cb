using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Links;

/// <summary>What a listener does while the system gives it no socket for whoever waits.</summary>
public sealed class AcceptPauseTests : IDisposable
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    private readonly ManualTime _time = new();
    private readonly List<SocketError> _told = [];
    private readonly StreamListener _listener;
    private SocketError _lacking;
    private int _tries;

    public AcceptPauseTests() => _listener = StreamListener.Start(new IPEndPoint(IPAddress.Loopback, 0), backlog: 4, _time, (listening, token) =>
    {
        _tries++;
        return _lacking == SocketError.Success ? listening.AcceptAsync(token) : throw new SocketException((int)_lacking);
    });

    public void Dispose() => _listener.Dispose();

    // EMFILE and ENFILE are the first of these to the runtime, ENOBUFS is the second, what it has no name for the third.
    [Theory]
    [InlineData(SocketError.TooManyOpenSockets)]
    [InlineData(SocketError.NoBufferSpaceAvailable)]
    [InlineData(SocketError.SocketError)]
    public async Task Without_a_descriptor_it_says_so_once_pauses_and_accepts_again(SocketError lacking)
    {
        _lacking = lacking;
        using Socket client = await ConnectAsync();
        Task<Socket?> accepting = AcceptAsync();
        int[] pauses = [10, 20, 40, 80, 160, 320, 640, 1000, 1000];
        for (int i = 0; i < pauses.Length; i++)
        {
            // It tries when the pause is over, and not a moment before.
            await _time.WhenArmedAsync(timers: 1).WithinAsync();
            Assert.Equal(i + 1, _tries);
            _time.Advance(TimeSpan.FromMilliseconds(pauses[i] - 1));
            Assert.Equal(i + 1, _tries);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Eventually.TrueAsync(() => Volatile.Read(ref _tries) == i + 2);
        }

        Assert.Equal([lacking], _told);
        Assert.False(accepting.IsCompleted);

        _lacking = SocketError.Success;
        await _time.WhenArmedAsync(timers: 1).WithinAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        using Socket? accepted = await accepting.WithinAsync();
        Assert.Equal(client.LocalEndPoint, accepted!.RemoteEndPoint);
    }

    [Fact]
    public async Task It_says_so_again_when_it_happens_again()
    {
        for (int times = 1; times <= 2; times++)
        {
            _lacking = SocketError.TooManyOpenSockets;
            using Socket client = await ConnectAsync();
            Task<Socket?> accepting = AcceptAsync();
            await _time.WhenArmedAsync(timers: 1).WithinAsync();
            _lacking = SocketError.Success;
            _time.Advance(TimeSpan.FromMilliseconds(10));
            using Socket? accepted = await accepting.WithinAsync();
            Assert.Equal(times, _told.Count);
        }
    }

    [Fact]
    public async Task A_pause_ends_with_the_listener()
    {
        _lacking = SocketError.TooManyOpenSockets;
        using CancellationTokenSource stopping = new();
        Task<Socket?> accepting = _listener.AcceptAsync(_told.Add, stopping.Token).AsTask();
        await _time.WhenArmedAsync(timers: 1).WithinAsync();

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting.WithinAsync());
        Assert.Equal(0, _time.ArmedTimers);
    }

    private Task<Socket?> AcceptAsync() => _listener.AcceptAsync(_told.Add, s_token).AsTask();

    private async Task<Socket> ConnectAsync()
    {
        Socket client = SocketOptions.NewStream(_listener.LocalEndPoint);
        await client.ConnectAsync(_listener.LocalEndPoint, s_token);
        return client;
    }
}
