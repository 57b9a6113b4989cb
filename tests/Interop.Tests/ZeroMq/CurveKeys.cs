using Sockets.Transport.ZeroMq;

namespace Sockets.Interop.Tests.ZeroMq;

/// <summary>The keys of a server, of a client that it lets in and of one that it does not, and how libzmq is told of them.</summary>
internal static class CurveKeys
{
    public static ZmqCurveKeyPair Server { get; } = ZmqCurveKeyPair.Generate();

    public static ZmqCurveKeyPair Client { get; } = ZmqCurveKeyPair.Generate();

    public static ZmqCurveKeyPair Stranger { get; } = ZmqCurveKeyPair.Generate();

    public static ZmqSecurity OurServer => ZmqSecurity.CurveServer(Server);

    public static ZmqSecurity OurClient => ZmqSecurity.CurveClient(Server.PublicKey, Client);

    public static ValueTask<ZmqAuthenticationResult> AllowClientAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken) =>
        new(new ZmqAuthenticationResult(
            Client.PublicKey.Equals(request.PublicKey) ? ZmqAuthenticationStatus.Allowed : ZmqAuthenticationStatus.Denied, "nobody knows it"));

    /// <summary>A libzmq client, for zmq_peer.py.</summary>
    public static string[] TheirClient(ZmqCurveKeyPair? keys = null, ZmqCurveKeyPair? server = null) =>
    [
        "mechanism=curve-client", $"server={server ?? Server}", $"public={keys ?? Client}", $"secret={(keys ?? Client).ExportSecretKey()}",
    ];

    /// <summary>A libzmq server that lets in the client.</summary>
    public static string[] TheirServer() =>
        ["mechanism=curve-server", $"secret={Server.ExportSecretKey()}", $"allowed={Client}"];
}
