using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sockets.Transport.Tcp;

namespace Sockets.Transport.Tests.Support;

/// <summary>A certificate authority of a test's own, and the certificates it issues. Keys are made once per authority.</summary>
internal sealed class TestAuthority
{
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";
    public const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    private readonly X509Certificate2 _root;

    public TestAuthority(string name)
    {
        var request = new CertificateRequest($"CN={name}", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _root = request.CreateSelfSigned(s_now.AddYears(-2), s_now.AddYears(2));
    }

    /// <summary>One for everybody who needs no other.</summary>
    public static TestAuthority Known { get; } = new("Test Authority");

    /// <summary>One that nobody trusts.</summary>
    public static TestAuthority Stranger { get; } = new("Strange Authority");

    /// <summary>A server that is "server.test" and 127.0.0.1.</summary>
    public static TlsCertificate Server { get; } = TlsCertificate.From(Known.Issue("server.test", ServerUse));

    /// <summary>A client that is "client.test".</summary>
    public static TlsCertificate Client { get; } = TlsCertificate.From(Known.Issue("client.test", ClientUse));

    public TlsTrust Trust => TlsTrust.Only([_root]);

    /// <summary>What the runtime's own client needs to trust it.</summary>
    public SslClientAuthenticationOptions ClientSide => new()
    {
        TargetHost = "server.test",
        CertificateChainPolicy = Trust.ToPolicy(X509RevocationMode.NoCheck, ServerUse),
    };

    public string RootPem => _root.ExportCertificatePem();

    /// <summary>A certificate for a name, valid from a year ago to a year ahead unless told otherwise.</summary>
    public X509Certificate2 Issue(string name, string use, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        byte[] serial = RandomNumberGenerator.GetBytes(8);
        serial[0] &= 0x7F;
        using X509Certificate2 issued = request.Create(_root, from ?? s_now.AddYears(-1), until ?? s_now.AddYears(1), serial);
        return issued.CopyWithPrivateKey(key);
    }
}
