using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sockets.Interop.Tests.Support;

/// <summary>An authority, a server's certificate and a client's, as PEM files on a stage.</summary>
internal sealed class Papers
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly Stage _stage;

    public Papers(Stage stage)
    {
        _stage = stage;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Interop Authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        using X509Certificate2 root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
        File.WriteAllText(Authority, root.ExportCertificatePem());
        Issue(root, "server.test", ServerUse);
        Issue(root, "client.test", ClientUse);
    }

    public string Authority => _stage["ca.pem"];

    public (string Certificate, string Key) Server => (_stage["server.test.pem"], _stage["server.test.key"]);

    public (string Certificate, string Key) Client => (_stage["client.test.pem"], _stage["client.test.key"]);

    private void Issue(X509Certificate2 root, string name, string use)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            root, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 issued = request.Create(root, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [1, .. RandomNumberGenerator.GetBytes(7)]);
        File.WriteAllText(_stage[$"{name}.pem"], issued.ExportCertificatePem());
        File.WriteAllText(_stage[$"{name}.key"], key.ExportPkcs8PrivateKeyPem());
    }
}
