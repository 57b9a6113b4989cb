using System.Net.Security;
using System.Security.Authentication;
using Sockets.Transport.Buffers;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Streams;

/// <summary>From the room's TLS options to what a link is built from.</summary>
internal static class TlsLinks
{
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    // RFC 5280, 4.2.1.12: id-kp-serverAuth and id-kp-clientAuth.
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    /// <summary>For who connects; null without TLS.</summary>
    public static TlsSetup? ForClient(TlsClientOptions? options, BufferPool pool) => options is null ? null : new TlsSetup
    {
        Client = () => new SslClientAuthenticationOptions
        {
            TargetHost = options.TargetHost,
            EnabledSslProtocols = Versions,
            AllowRenegotiation = false,
            ClientCertificateContext = options.Certificate?.Context,
            CertificateChainPolicy = options.Trust.ToPolicy(options.Revocation, ServerUse),
        },
        ShowsCertificate = options.Certificate is not null,
        Check = new CertificateCheck("server", options.TargetHost, CertificateCheck.Showing.Required, Believing(options.Trust)),
        Describe = ForeignGreeting.Describe,
        Pool = pool,
    };

    /// <summary>For who accepts; null without TLS.</summary>
    public static TlsSetup? ForServer(TlsServerOptions? options, BufferPool pool) => options is null ? null : new TlsSetup
    {
        Server = () => new SslServerAuthenticationOptions
        {
            ServerCertificateContext = options.Certificate.Context,
            EnabledSslProtocols = Versions,
            AllowRenegotiation = false,

            // It means that one is asked for; whether one must be shown, the check decides.
            ClientCertificateRequired = options.ClientCertificates != ClientCertificates.NotAsked,
            CertificateChainPolicy = options.Trust.ToPolicy(options.Revocation, ClientUse),
        },
        ShowsCertificate = true,
        Check = new CertificateCheck(
            "client",
            Expected: null,
            options.ClientCertificates == ClientCertificates.Required ? CertificateCheck.Showing.Required : CertificateCheck.Showing.Optional,
            Believing(options.Trust)),
        Describe = ForeignGreeting.Describe,
        Pool = pool,
    };

    /// <summary>What was agreed on; null without TLS, and before it is open.</summary>
    public static TlsDetails? DetailsOf(IStreamLink link) => link is TlsStreamLink { IsOpen: true } tls
        ? new TlsDetails(tls.Agreed.Protocol, tls.Agreed.Cipher, tls.Agreed.Peer)
        : null;

    private static CertificateCheck.Believing Believing(TlsTrust trust) => ReferenceEquals(trust, TlsTrust.InsecureAnybody)
        ? CertificateCheck.Believing.Anybody
        : CertificateCheck.Believing.Verified;
}
