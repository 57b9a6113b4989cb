using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Sockets.Transport.Tcp;

/// <summary>What two sides of a TLS connection agreed on.</summary>
/// <param name="Protocol">The version.</param>
/// <param name="CipherSuite">The cipher.</param>
/// <param name="PeerCertificate">The certificate the peer showed, which was checked as the options say; null when it showed none.</param>
public sealed record TlsDetails(SslProtocols Protocol, TlsCipherSuite CipherSuite, X509Certificate2? PeerCertificate);
