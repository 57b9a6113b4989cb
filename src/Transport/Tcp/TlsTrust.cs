using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sockets.Transport.Tcp;

/// <summary>Whose word on a peer's certificate counts. There is no switch that turns checking off by accident.</summary>
public sealed class TlsTrust
{
    private readonly X509Certificate2Collection? _roots;

    private TlsTrust(X509Certificate2Collection? roots) => _roots = roots;

    /// <summary>The certificate authorities that the operating system trusts. The default.</summary>
    public static TlsTrust System { get; } = new(roots: null);

    /// <summary>
    /// Anybody: whatever certificate the peer shows, for whatever name, is taken. The connection is encrypted, and whoever
    /// can put himself in between reads and changes all of it. For tests, and for applications that check
    /// <see cref="TlsDetails.PeerCertificate"/> themselves before they believe anything.
    /// </summary>
    public static TlsTrust InsecureAnybody { get; } = new(roots: null);

    /// <summary>These certificate authorities and no others, not those of the system either.</summary>
    /// <param name="roots">At least one. A self-signed certificate is its own authority.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static TlsTrust Only(X509Certificate2Collection roots)
    {
        ArgumentNullException.ThrowIfNull(roots);
        return roots.Count > 0
            ? new TlsTrust([.. roots])
            : throw new ArgumentException("There is no certificate: nobody at all would be trusted.", nameof(roots));
    }

    /// <summary>The certificate authorities in a PEM file, and no others.</summary>
    /// <param name="path">The file; it may hold several.</param>
    /// <exception cref="ArgumentException">The file is missing, or holds no certificate.</exception>
    public static TlsTrust OnlyPemFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        X509Certificate2Collection roots = [];
        try
        {
            roots.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"Cannot use the PEM file {path}: {e.Message}", nameof(path), e);
        }

        return roots.Count > 0 ? new TlsTrust(roots) : throw new ArgumentException($"The file {path} holds no certificate.", nameof(path));
    }

    /// <summary>How a chain is judged.</summary>
    /// <param name="revocation">Whether and how revocation is looked up.</param>
    /// <param name="usage">The object identifier of what the certificate must be made for.</param>
    internal X509ChainPolicy ToPolicy(X509RevocationMode revocation, string usage)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = revocation,
            RevocationFlag = X509RevocationFlag.ExcludeRoot,

            // A stranger's certificate must not make this side fetch from an address of the stranger's choice.
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new Oid(usage));
        if (_roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_roots);
        }

        return policy;
    }
}
