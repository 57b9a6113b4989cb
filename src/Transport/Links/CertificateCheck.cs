using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Sockets.Transport.Links;

/// <summary>Decides whether the peer's certificate will do, and says in words what is wrong with one that will not.</summary>
/// <param name="Peer">Who shows it: "server" or "client".</param>
/// <param name="Expected">The name it must carry; null where any does.</param>
/// <param name="Demand">Whether one must be shown.</param>
/// <param name="Trust">Whom to believe.</param>
internal sealed record CertificateCheck(
    string Peer, string? Expected, CertificateCheck.Showing Demand, CertificateCheck.Believing Trust)
{
    /// <summary>Whether the peer must show a certificate.</summary>
    internal enum Showing
    {
        Required,
        Optional,
    }

    /// <summary>Whom to believe.</summary>
    internal enum Believing
    {
        /// <summary>Who can prove it to the trusted roots.</summary>
        Verified,

        /// <summary>Anybody. Protects against who only listens.</summary>
        Anybody,
    }

    /// <summary>What is wrong; null when nothing is.</summary>
    public string? FaultOf(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return Demand == Showing.Required
                ? $"The {Peer} showed no certificate, and this side demands one."
                : null;
        }

        if (Trust == Believing.Anybody || errors == SslPolicyErrors.None)
        {
            return null;
        }

        List<string> faults = [];
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            faults.Add($"it is for {NamesOf(certificate)}, and not for '{Expected}', the target host");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && chain is not null)
        {
            AddChainFaults(certificate, chain, faults);
        }

        return faults.Count == 0
            ? $"The {Peer}'s certificate is refused: {errors}."
            : $"The {Peer}'s certificate is refused: {string.Join("; ", faults)}.";
    }

    private static void AddChainFaults(X509Certificate certificate, X509Chain chain, List<string> faults)
    {
        foreach (X509ChainElement element in chain.ChainElements)
        {
            bool own = element.Certificate.Equals(certificate);
            string whose = own ? "it" : $"its issuer '{element.Certificate.Subject}'";
            foreach (X509ChainStatus status in element.ChainElementStatus)
            {
                string? fault = Describe(status, element.Certificate, whose);
                if (fault is not null && !faults.Contains(fault, StringComparer.Ordinal))
                {
                    faults.Add(fault);
                }
            }
        }

        if (faults.Count == 0)
        {
            faults.AddRange(chain.ChainStatus.Select(static status => status.StatusInformation.TrimEnd('.', '\n')));
        }
    }

    private static string? Describe(X509ChainStatus status, X509Certificate2 certificate, string whose) => status.Status switch
    {
        X509ChainStatusFlags.NoError => null,
        X509ChainStatusFlags.NotTimeValid when DateTime.Now > certificate.NotAfter => $"{whose} expired on {Time(certificate.NotAfter)}",
        X509ChainStatusFlags.NotTimeValid => $"{whose} is not valid before {Time(certificate.NotBefore)}",
        X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain =>
            $"it is issued by '{certificate.Issuer}', which is not trusted here: trust that certificate authority, if it is the right one",
        X509ChainStatusFlags.Revoked => $"{whose} was revoked",
        X509ChainStatusFlags.RevocationStatusUnknown or X509ChainStatusFlags.OfflineRevocation =>
            $"whether {whose} was revoked could not be found out",
        X509ChainStatusFlags.NotValidForUsage => $"{whose} is not made for this use (extended key usage)",
        _ => $"{whose}: {status.StatusInformation.TrimEnd('.', '\n')}",
    };

    private static string Time(DateTime local) =>
        local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The names a certificate carries, as its subject alternative name says; the subject's where it has none.</summary>
    private static string NamesOf(X509Certificate certificate)
    {
        const int Most = 8;
        List<string> names = [];
        if (certificate is X509Certificate2 full)
        {
            foreach (X509SubjectAlternativeNameExtension extension in full.Extensions.OfType<X509SubjectAlternativeNameExtension>())
            {
                names.AddRange(extension.EnumerateDnsNames());
                names.AddRange(extension.EnumerateIPAddresses().Select(static address => address.ToString()));
            }
        }

        string shown = string.Join(", ", names.Take(Most).Select(static name => $"'{name}'"));
        return names.Count switch
        {
            0 => $"'{certificate.Subject}'",
            > Most => $"{shown} and {names.Count - Most} more",
            _ => shown,
        };
    }
}
