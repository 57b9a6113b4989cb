using System.Net;
using Sockets.Interop.Tests.Support;
using Sockets.Transport;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;
using ProtocolViolationException = Sockets.Transport.ProtocolViolationException;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>The library's framed connections over TLS against Python's ssl, which sends everything back.</summary>
public sealed class TlsPythonTests
{
    private const string Nothing = "-";

    private static readonly int[] s_lengths = [0, 1, 100, 16_383, 16_384, 16_385, 60_000, 300_000];

    public static MatrixTheoryData<Listener, string, bool> Ways =>
        new(Enum.GetValues<Listener>(), ["1.2", "1.3"], [true, false]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_frame_comes_back_and_the_end_is_one(Listener listener, string version, bool mutual)
    {
        await using Stage stage = new();
        Papers papers = new(stage);
        (Running peer, FramedConnection connection) = await MeetAsync(stage, papers, listener, version, mutual, "clean");
        await using FramedConnection owner = connection;

        Task sending = SendAsync(connection);
        foreach (int length in s_lengths)
        {
            using Message message = await connection.ReceiveAsync(Token);
            Assert.True(message.Span.SequenceEqual(Payload(length)), $"{length} bytes came back as {message.Length} others");
        }

        await sending;
        await connection.CloseAsync(Token);

        Assert.Equal(CloseReason.LocalClose, connection.CloseReason);
        string name = !mutual && listener == Listener.Peer ? Nothing : listener == Listener.Peer ? "client.test" : "server.test";
        Assert.Equal($"TLSv{version} {name} {s_lengths.Length}\n", System.Text.Encoding.ASCII.GetString(await peer.FinishAsync()));
    }

    [Theory]
    [InlineData(Listener.Ours)]
    [InlineData(Listener.Peer)]
    public async Task An_end_without_close_notify_is_a_cut(Listener listener)
    {
        await using Stage stage = new();
        (Running peer, FramedConnection connection) = await MeetAsync(stage, new Papers(stage), listener, "1.3", mutual: false, "cut");
        await using FramedConnection owner = connection;

        Assert.Equal(SendStatus.Sent, await connection.SendAsync(Payload(100), Token));
        using (Message message = await connection.ReceiveAsync(Token))
        {
            Assert.Equal(100, message.Length);
        }

        ProtocolViolationException error = await Assert.ThrowsAsync<ProtocolViolationException>(async () => (await connection.ReceiveAsync(Token)).Dispose());
        Assert.Equal(CloseReason.TruncatedFrame, error.Reason);
        await peer.FinishAsync();
    }

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task A_server_that_demands_a_certificate_is_understood(string version)
    {
        await using Stage stage = new();
        Papers papers = new(stage);
        Running peer = stage.Script("tls_echo.py", "listen", "tcp://127.0.0.1:0", papers.Authority, papers.Server.Certificate, papers.Server.Key, version, "clean");

        // In TLS 1.3 the client is done before the server has refused it, and reads so afterwards.
        ConnectionClosedException error = await Assert.ThrowsAsync<ConnectionClosedException>(async () =>
        {
            await using FramedConnection connection = await FramedConnection.ConnectAsync(
                IPEndPoint.Parse((await peer.ListeningAsync())["tcp://".Length..]), Options(papers, mutual: false), Token);
            (await connection.ReceiveAsync(Token)).Dispose();
        });

        Assert.Equal(CloseReason.CertificateRefused, error.Reason);
        Assert.Contains("certificate", error.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, (await peer.EndAsync()).ExitCode);
    }

    private static async Task SendAsync(FramedConnection connection)
    {
        foreach (int length in s_lengths)
        {
            Assert.Equal(SendStatus.Sent, await connection.SendAsync(Payload(length), Token));
        }
    }

    private static async Task<(Running Peer, FramedConnection Connection)> MeetAsync(
        Stage stage, Papers papers, Listener listener, string version, bool mutual, string manner)
    {
        if (listener == Listener.Peer)
        {
            Running server = stage.Script(
                "tls_echo.py", "listen", "tcp://127.0.0.1:0", mutual ? papers.Authority : Nothing, papers.Server.Certificate, papers.Server.Key, version, manner);
            IPEndPoint at = IPEndPoint.Parse((await server.ListeningAsync())["tcp://".Length..]);
            return (server, await FramedConnection.ConnectAsync(at, Options(papers, mutual), Token));
        }

        await using FramedListener ours = FramedListener.Start(new IPEndPoint(IPAddress.Loopback, 0), Options(papers, mutual));
        Running client = stage.Script(
            "tls_echo.py",
            "connect",
            $"tcp://{ours.LocalEndPoint}",
            papers.Authority,
            mutual ? papers.Client.Certificate : Nothing,
            mutual ? papers.Client.Key : Nothing,
            version,
            manner);
        return (client, await ours.AcceptAsync(Token));
    }

    private static FramedConnectionOptions Options(Papers papers, bool mutual) => new()
    {
        Format = FrameFormats.UInt32BigEndian(maxFrameLength: 1 << 20),
        TlsClient = new TlsClientOptions
        {
            TargetHost = "server.test",
            Trust = TlsTrust.OnlyPemFile(papers.Authority),
            Certificate = mutual ? TlsCertificate.FromPemFile(papers.Client.Certificate, papers.Client.Key) : null,
        },
        TlsServer = new TlsServerOptions
        {
            Certificate = TlsCertificate.FromPemFile(papers.Server.Certificate, papers.Server.Key),
            Trust = TlsTrust.OnlyPemFile(papers.Authority),
            ClientCertificates = mutual ? ClientCertificates.Required : ClientCertificates.NotAsked,
        },
    };

    private static byte[] Payload(int length)
    {
        byte[] payload = new byte[length];
        new Random(length).NextBytes(payload);
        return payload;
    }
}
