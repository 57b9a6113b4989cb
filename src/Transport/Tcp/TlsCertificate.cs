using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sockets.Transport.Tcp;

/// <summary>
/// A certificate of one's own, with its private key and the intermediate certificates that the peer may need. Loaded
/// once, and used by any number of connections; a renewed file is noticed only by who loads it again.
/// </summary>
public sealed class TlsCertificate
{
    private readonly X509Certificate2 _certificate;

    private TlsCertificate(X509Certificate2 certificate, X509Certificate2Collection issuers)
    {
        _certificate = certificate;

        // Offline: nothing is downloaded from addresses that stand in certificates.
        Context = SslStreamCertificateContext.Create(certificate, issuers, offline: true);
    }

    /// <summary>Whose it is, as the certificate says it.</summary>
    public string Subject => _certificate.Subject;

    /// <summary>From when on it is valid.</summary>
    public DateTimeOffset ValidFrom => new(_certificate.NotBefore);

    /// <summary>Until when it is valid.</summary>
    public DateTimeOffset ValidUntil => new(_certificate.NotAfter);

    internal SslStreamCertificateContext Context { get; }

    /// <summary>Takes one that is already loaded.</summary>
    /// <param name="certificate">The certificate, with its private key. Stays the caller's, and must not be disposed while it is used here.</param>
    /// <param name="issuers">Intermediate certificates to send along; null for none.</param>
    /// <exception cref="ArgumentException">The private key is missing.</exception>
    public static TlsCertificate From(X509Certificate2 certificate, X509Certificate2Collection? issuers = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.HasPrivateKey
            ? new TlsCertificate(certificate, issuers ?? [])
            : throw new ArgumentException($"The certificate '{certificate.Subject}' comes without its private key.", nameof(certificate));
    }

    /// <summary>Reads PEM files, as certbot and openssl write them.</summary>
    /// <param name="certificatePath">The certificate, and behind it in the same file the intermediate ones, if any.</param>
    /// <param name="keyPath">The private key, not encrypted; null when it stands in the same file.</param>
    /// <exception cref="ArgumentException">A file is missing or is not what it should be; the text says which.</exception>
    public static TlsCertificate FromPemFile(string certificatePath, string? keyPath = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(certificatePath);
        return Load($"the PEM files {certificatePath} and {keyPath ?? certificatePath}", () =>
        {
            var certificate = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            X509Certificate2Collection all = [];
            all.ImportFromPemFile(certificatePath);
            return From(Usable(certificate), [.. all.Where(other => !other.Equals(certificate))]);
        });
    }

    /// <summary>Reads a PKCS #12 file (.pfx, .p12).</summary>
    /// <param name="path">The file, with the private key.</param>
    /// <param name="password">Its password; null for none.</param>
    /// <exception cref="ArgumentException">The file is missing, is no such file, or has another password.</exception>
    public static TlsCertificate FromPfxFile(string path, string? password = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Load($"the PKCS #12 file {path}", () =>
        {
            X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password);
            X509Certificate2 certificate = all.FirstOrDefault(static one => one.HasPrivateKey)
                ?? throw new CryptographicException("it has no private key");
            return From(certificate, [.. all.Where(other => !other.Equals(certificate))]);
        });
    }

    /// <summary>Takes one from a store of the system, of the current user unless told otherwise.</summary>
    /// <param name="thumbprint">Its SHA-1 thumbprint in hex, as certificate tools show it; spaces and colons are ignored.</param>
    /// <param name="location">Whose store. Default the current user's.</param>
    /// <param name="name">Which store. Default the one of own certificates.</param>
    /// <exception cref="ArgumentException">There is no such certificate, or its private key is missing.</exception>
    public static TlsCertificate FromStore(
        string thumbprint, StoreLocation location = StoreLocation.CurrentUser, StoreName name = StoreName.My)
    {
        ArgumentException.ThrowIfNullOrEmpty(thumbprint);
        string plain = thumbprint.Replace(" ", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal);
        return Load($"the certificate {plain} of the store {location}/{name}", () =>
        {
            using var store = new X509Store(name, location, OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            X509Certificate2Collection found = store.Certificates.Find(X509FindType.FindByThumbprint, plain, validOnly: false);
            return found.Count > 0 ? From(found[0]) : throw new CryptographicException("there is none");
        });
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Subject}, valid until {ValidUntil:u}";

    private static TlsCertificate Load(string what, Func<TlsCertificate> load)
    {
        try
        {
            return load();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ArgumentException($"Cannot use {what}: {e.Message}", e);
        }
    }

    /// <summary>Windows' TLS takes no key that lives in memory only.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null)
        : certificate;
}
