using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Links;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.Tcp.Wire;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>A foreign protocol over TLS.</summary>
public sealed class TlsFramedTests : IAsyncLifetime
{
    private static readonly FramedConnectionOptions s_options = new()
    {
        Format = FrameFormats.Line(),
        TlsClient = TlsPair.ClientOptions,
        TlsServer = TlsPair.ServerOptions,
    };

    private readonly ManualTime _time = new();
    private readonly Channel<RefusedConnection> _refused = Channel.CreateUnbounded<RefusedConnection>();
    private FramedListener _listener = null!;

    public ValueTask InitializeAsync()
    {
        _listener = FramedListener.Start(
            new IPEndPoint(IPAddress.Loopback, 0), s_options with { TimeProvider = _time }, limits: null, refused => _refused.Writer.TryWrite(refused));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Carries_frames_and_an_orderly_end(Driver driver)
    {
        await using FramedLoopback loopback = await FramedLoopback.ConnectAsync(s_options with { Driver = driver }, s_options with { Driver = driver });

        await loopback.Client.SendAsync("there"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal("there", await TextAsync(loopback.Accepted));
        Task closing = loopback.Client.CloseAsync(TestContext.Current.CancellationToken).AsTask();
        await loopback.Accepted.SendAsync("back"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal("back", await TextAsync(loopback.Client));
        await Assert.ThrowsAsync<ConnectionClosedException>(() => TextAsync(loopback.Accepted));
        await loopback.Accepted.CloseAsync(TestContext.Current.CancellationToken);
        await closing.WithinAsync();

        Assert.Equal(CloseReason.LocalClose, loopback.Client.CloseReason);
    }

    [Fact]
    public async Task An_end_without_close_notify_is_a_cut_behind_the_frames_that_were_whole()
    {
        (SslStream tls, Socket socket) = await ConnectAsync();
        await using FramedConnection accepted = await AcceptAsync();

        await tls.WriteAsync("whole\npart"u8.ToArray(), TestContext.Current.CancellationToken);
        socket.Shutdown(SocketShutdown.Send);

        Assert.Equal("whole", await TextAsync(accepted));
        ProtocolViolationException error = await Assert.ThrowsAsync<ProtocolViolationException>(() => TextAsync(accepted));
        Assert.Equal(CloseReason.TruncatedFrame, error.Reason);
        Assert.Contains("close_notify", error.Message, StringComparison.Ordinal);
        await tls.DisposeAsync();
    }

    [Fact]
    public async Task A_listener_hands_out_connections_when_TLS_stands()
    {
        using RawPeer slow = await RawPeer.ConnectAsync(_listener.LocalEndPoint);
        (SslStream tls, _) = await ConnectAsync();

        await using FramedConnection accepted = await AcceptAsync();

        Assert.NotNull(accepted.Tls);
        await tls.DisposeAsync();
    }

    [Fact]
    public async Task A_listener_tells_of_a_handshake_that_took_too_long()
    {
        using RawPeer slow = await RawPeer.ConnectAsync(_listener.LocalEndPoint);
        Task<RefusedConnection> refused = _refused.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();

        await _time.AdvanceUntilAsync(refused, TimeSpan.FromSeconds(1));

        Assert.Equal(CloseReason.HandshakeTimeout, (await refused).Reason);
    }

    [Fact]
    public async Task A_listener_tells_what_a_plain_client_speaks_and_answers_with_an_alert()
    {
        using RawPeer plain = await RawPeer.ConnectAsync(_listener.LocalEndPoint);
        await plain.SendAsync(Trn1Text.Ascii("GET / HTTP/1.1\r\n"));

        Assert.Equal("15 03 03 00 02 02 0a", await plain.ReadToEndAsync());
        RefusedConnection refused = await _refused.Reader.ReadAsync(TestContext.Current.CancellationToken).WithinAsync();
        Assert.Contains("it looks like HTTP", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_connection_learns_that_the_other_side_speaks_TLS()
    {
        await using FramedConnection plain = await FramedConnection.ConnectAsync(
            _listener.LocalEndPoint, new() { Format = FrameFormats.UInt32BigEndian() }, TestContext.Current.CancellationToken);

        await plain.SendAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);

        ProtocolViolationException error = await Assert.ThrowsAsync<ProtocolViolationException>(() => TextAsync(plain));
        Assert.Contains("It looks like TLS", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connecting_fails_when_TLS_does()
    {
        ConnectionClosedException error = await Assert.ThrowsAsync<ConnectionClosedException>(() => FramedConnection.ConnectAsync(
            _listener.LocalEndPoint,
            s_options with { TlsClient = TlsPair.ClientOptions with { Trust = TestAuthority.Stranger.Trust } },
            TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(CloseReason.CertificateRefused, error.Reason);
    }

    [Fact]
    public async Task Options_for_one_side_only_are_no_silent_way_to_go_without_on_the_other()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => FramedConnection.ConnectAsync(
            _listener.LocalEndPoint, s_options with { TlsClient = null }, TestContext.Current.CancellationToken).AsTask());
        Assert.Throws<ArgumentException>(() => FramedListener.Start(new IPEndPoint(IPAddress.Loopback, 0), s_options with { TlsServer = null }));
    }

    [Fact]
    public async Task A_frame_that_the_stack_holds_while_the_reader_is_slow_is_not_late()
    {
        (SslStream tls, _) = await ConnectAsync(_listener);
        await using FramedConnection accepted = await AcceptAsync();
        byte[] much = new byte[1 << 20];
        much.AsSpan().Fill((byte)'\n');

        // More empty lines than a reader who pulls may leave behind, and the beginning of a frame behind them.
        Task sending = Task.Run(
            async () =>
            {
                await tls.WriteAsync(much);
                await tls.WriteAsync("begun"u8.ToArray());
            },
            TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => accepted.GetStats().MessagesUnread > 1000);
        for (int i = 0; i < 60; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(CloseReason.None, accepted.CloseReason);
        accepted.Abort();
        await tls.DisposeAsync();
        await Task.WhenAny(sending).WithinAsync();
    }

    private Task<(SslStream Tls, Socket Socket)> ConnectAsync() => ConnectAsync(_listener);

    private static async Task<(SslStream Tls, Socket Socket)> ConnectAsync(FramedListener listener)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndPoint, TestContext.Current.CancellationToken);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(TestAuthority.Known.ClientSide, TestContext.Current.CancellationToken).WithinAsync();
        return (tls, socket);
    }

    private Task<FramedConnection> AcceptAsync() => _listener.AcceptAsync(TestContext.Current.CancellationToken).WithinAsync();

    private static async Task<string> TextAsync(FramedConnection connection)
    {
        using Message message = await connection.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
        return Encoding.ASCII.GetString(message.Span);
    }
}
