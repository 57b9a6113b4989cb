using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Links;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.Tcp.Wire;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Sessions over TLS, with every driver; who is at the wrong port; and the deadline of the handshake.</summary>
public sealed class TlsSessionTests
{
    private static readonly MessageServerOptions s_server = Loopback.ServerOptions() with { Tls = TlsPair.ServerOptions };
    private static readonly MessageClientOptions s_client = Loopback.ClientOptions() with { Tls = TlsPair.ClientOptions };

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Carries_small_and_large_messages_both_ways(Driver driver)
    {
        int[] lengths = [0, 1, 64, 16_384, 65_528, 70_000, 1 << 20];
        await using Loopback loopback = await Loopback.ConnectAsync(s_server with { Driver = driver }, s_client with { Driver = driver });

        foreach (MessageConnection[] way in (MessageConnection[][])[[loopback.Client.Connection, loopback.Accepted], [loopback.Accepted, loopback.Client.Connection]])
        {
            Task sending = SendAsync(way[0], lengths);
            foreach (int length in lengths)
            {
                using Message message = await way[1].ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
                Assert.Equal(Bytes(length), message.Span);
            }

            await sending.WithinAsync();
        }

        await loopback.Client.CloseAsync(TestContext.Current.CancellationToken).WithinAsync();
        Assert.Equal(CloseReason.LocalClose, await loopback.Client.Closed.WithinAsync());
        Assert.Equal(CloseReason.PeerClose, await loopback.Accepted.Closed.WithinAsync());
    }

    [Fact]
    public async Task Shows_both_sides_what_was_agreed_on()
    {
        await using Loopback loopback = await Loopback.ConnectAsync(
            s_server with { Tls = TlsPair.ServerOptions with { ClientCertificates = ClientCertificates.Required } },
            s_client with { Tls = TlsPair.ClientOptions with { Certificate = TestAuthority.Client } });

        Assert.Equal("CN=server.test", loopback.Client.Connection.Tls!.PeerCertificate!.Subject);
        Assert.Equal("CN=client.test", loopback.Accepted.Tls!.PeerCertificate!.Subject);
        Assert.Equal(loopback.Client.Connection.Tls.CipherSuite, loopback.Accepted.Tls.CipherSuite);
    }

    [Fact]
    public async Task A_session_without_TLS_shows_none()
    {
        await using Loopback loopback = await Loopback.ConnectAsync(Loopback.ServerOptions(), Loopback.ClientOptions());
        Assert.Null(loopback.Client.Connection.Tls);
    }

    [Fact]
    public async Task Connecting_fails_with_what_is_wrong_with_the_certificate()
    {
        await using ServerRig server = new(options => options with { Tls = TlsPair.ServerOptions });

        ConnectionClosedException error = await Assert.ThrowsAsync<ConnectionClosedException>(() => ConnectAsync(
            server.Server.LocalEndPoint, TlsPair.ClientOptions with { TargetHost = "other.test" }));

        Assert.Equal(CloseReason.CertificateRefused, error.Reason);
        Assert.Contains("not for 'other.test'", error.Message, StringComparison.Ordinal);
        Assert.NotEqual(CloseReason.None, (await server.RefusedAsync()).Reason);
    }

    [Fact]
    public async Task A_client_without_the_certificate_that_is_demanded_is_told_so()
    {
        await using ServerRig server = new(options => options with
        {
            Tls = TlsPair.ServerOptions with { ClientCertificates = ClientCertificates.Required },
        });

        ConnectionClosedException error = await Assert.ThrowsAsync<ConnectionClosedException>(
            () => ConnectAsync(server.Server.LocalEndPoint, TlsPair.ClientOptions));

        Assert.Equal(CloseReason.CertificateRefused, error.Reason);
        Assert.Contains("client certificate", error.Message, StringComparison.Ordinal);
        Assert.Equal(CloseReason.CertificateRefused, (await server.RefusedAsync()).Reason);
    }

    [Fact]
    public async Task A_plain_client_learns_that_the_server_speaks_TLS_and_the_server_what_the_client_speaks()
    {
        await using ServerRig server = new(options => options with { Tls = TlsPair.ServerOptions });

        ProtocolViolationException error = await Assert.ThrowsAsync<ProtocolViolationException>(
            () => ConnectAsync(server.Server.LocalEndPoint, tls: null));

        Assert.Contains("it looks like TLS, and this side does not speak it", error.Message, StringComparison.Ordinal);
        RefusedConnection refused = await server.RefusedAsync();
        Assert.Equal(CloseReason.ProtocolViolation, refused.Reason);
        Assert.StartsWith("The peer does not speak TLS: it looks like TRN1 in clear", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_TLS_client_learns_that_the_server_may_be_plain_and_the_server_that_the_client_speaks_TLS()
    {
        await using ServerRig server = new();

        ConnectionClosedException error = await Assert.ThrowsAsync<ConnectionClosedException>(
            () => ConnectAsync(server.Server.LocalEndPoint, TlsPair.ClientOptions));

        Assert.Contains("it may not speak TLS", error.Message, StringComparison.Ordinal);
        Assert.Contains("it looks like TLS", (await server.RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_must_name_its_server()
    {
        MessageClientOptions options = s_client with { Tls = TlsPair.ClientOptions with { TargetHost = "" } };
        await Assert.ThrowsAsync<ArgumentException>(() => MessageClient.ConnectAsync(options, TestContext.Current.CancellationToken).AsTask());
    }

    // TRN1-H9: the TLS handshake has the same time, and is as half open.
    [Theory]
    [InlineData("")]
    [InlineData("16 03 01")]
    [InlineData("16 03 01 02 00 01 00 01 fc 03 03")]
    public async Task A_TLS_handshake_that_dribbles_ends_in_time(string begun)
    {
        await using ServerRig server = new(options => options with
        {
            Tls = TlsPair.ServerOptions,
            Listen = new ListenLimits { MaxHalfOpen = 1 },
        });
        RawPeer slow = await server.ConnectAsync();
        await slow.SendAsync(begun);
        await Eventually.TrueAsync(() => server.Outstanding >= 0);
        using RawPeer second = await server.ConnectAsync();
        Assert.Equal(CloseReason.LimitReached, (await server.RefusedAsync()).Reason);

        Task<RefusedConnection> refused = server.RefusedAsync();
        TimeSpan took = await server.Time.AdvanceUntilAsync(refused, TimeSpan.FromSeconds(1));

        Assert.Equal(CloseReason.HandshakeTimeout, (await refused).Reason);
        Assert.InRange(took, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8));
        await slow.ReadToEndAsync();
    }

    [Fact]
    public async Task A_server_that_does_not_answer_the_TLS_handshake_is_given_up_in_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        ManualTime time = new();

        Task<MessageClient> connecting = MessageClient.ConnectAsync(
            s_client with { EndPoint = silent.LocalEndpoint, TimeProvider = time }, TestContext.Current.CancellationToken).AsTask();
        using Socket accepted = await silent.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await time.AdvanceUntilAsync(connecting, TimeSpan.FromSeconds(1));

        ConnectionClosedException error = await Assert.ThrowsAsync<ConnectionClosedException>(() => connecting);
        Assert.Equal(CloseReason.HandshakeTimeout, error.Reason);
    }

    [Fact]
    public async Task A_client_that_gives_up_during_the_TLS_handshake_leaves_nothing_behind()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using CheckedPool pool = new();
        using CancellationTokenSource giveUp = new();

        Task<MessageClient> connecting = MessageClient.ConnectAsync(
            s_client with { EndPoint = silent.LocalEndpoint, Pool = pool.Pool }, giveUp.Token).AsTask();
        using Socket accepted = await silent.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting).WithinAsync();
    }

    [Fact]
    public async Task A_session_that_vanishes_without_a_farewell_is_a_reset_whatever_TLS_said()
    {
        await using ServerRig server = new(options => options with { Tls = TlsPair.ServerOptions });
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Server.LocalEndPoint, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(TestAuthority.Known.ClientSide, TestContext.Current.CancellationToken).WithinAsync();
        await tls.WriteAsync(Hex.Bytes($"{Trn1Text.Preamble} {Trn1Text.Hello()}"), TestContext.Current.CancellationToken);
        await server.Handler.ConnectedAsync();

        await tls.ShutdownAsync().WithinAsync();
        socket.Shutdown(SocketShutdown.Send);

        Assert.Equal(CloseReason.PeerReset, (await server.Handler.EndedAsync()).Reason);
    }

    private static async Task ConnectAsync(EndPoint endPoint, TlsClientOptions? tls)
    {
        await using MessageClient client = await MessageClient.ConnectAsync(
            new MessageClientOptions { EndPoint = endPoint, Tls = tls }, TestContext.Current.CancellationToken);
    }

    private static async Task SendAsync(MessageConnection connection, int[] lengths)
    {
        foreach (int length in lengths)
        {
            Assert.Equal(SendStatus.Sent, await connection.SendAsync(Bytes(length), TestContext.Current.CancellationToken));
        }
    }

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
