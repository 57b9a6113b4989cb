using System.Globalization;
using System.Text.RegularExpressions;

namespace Sockets.Transport.Links;

/// <summary>What went wrong between two TLS stacks, in words.</summary>
internal static partial class TlsFault
{
    // OpenSSL: reasons above 1000 are alerts of the peer (ssl.h, SSL_AD_REASON_OFFSET); a reason is the low 23 bits of a code.
    private const int AlertOffset = 1000;
    private const int ReasonMask = 0x7FFFFF;

    /// <summary>Explains a failure of the handshake, or of a record behind it.</summary>
    public static LinkFailure Of(Exception error)
    {
        if (AlertIn(error) is { } alert && Meaning(alert) is { } known)
        {
            return new LinkFailure(known.Reason, $"{known.Text} (TLS alert {alert} of the peer, {known.Name}).");
        }

        Exception innermost = error;
        while (innermost.InnerException is { } inner)
        {
            innermost = inner;
        }

        return new LinkFailure(CloseReason.TlsFailed, $"TLS failed: {innermost.Message.TrimEnd('.')}.");
    }

    /// <summary>The number of the alert with which the peer ended it, where the runtime's texts carry it.</summary>
    private static int? AlertIn(Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            Match match = OpenSslCode().Match(e.Message);
            if (match.Success)
            {
                int reason = (int)(uint.Parse(match.Groups["reason"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & ReasonMask);
                return reason is > AlertOffset and < AlertOffset + 256 ? reason - AlertOffset : null;
            }
        }

        return null;
    }

    /// <summary>The alerts of RFC 8446, section 6, that say something to who reads them.</summary>
    private static (CloseReason Reason, string Name, string Text)? Meaning(int alert) => alert switch
    {
        40 => (CloseReason.TlsFailed, "handshake_failure", "The peer found no terms in common"),
        42 => (CloseReason.CertificateRefused, "bad_certificate", "The peer refused this side's certificate"),
        43 => (CloseReason.CertificateRefused, "unsupported_certificate", "The peer refused this side's certificate: it is of a kind it does not take"),
        44 => (CloseReason.CertificateRefused, "certificate_revoked", "The peer refused this side's certificate: it was revoked"),
        45 => (CloseReason.CertificateRefused, "certificate_expired", "The peer refused this side's certificate: it has expired"),
        46 => (CloseReason.CertificateRefused, "certificate_unknown", "The peer refused this side's certificate"),
        48 => (CloseReason.CertificateRefused, "unknown_ca", "The peer refused this side's certificate: it does not trust its issuer"),
        49 => (CloseReason.CertificateRefused, "access_denied", "The peer knows this side's certificate and denies it access"),
        51 => (CloseReason.TlsFailed, "decrypt_error", "The peer could not verify or decrypt what this side sent"),
        70 => (CloseReason.TlsFailed, "protocol_version", "The peer speaks no version of TLS that this side does: 1.2 or 1.3"),
        71 => (CloseReason.TlsFailed, "insufficient_security", "The peer finds this side's ciphers too weak"),
        80 => (CloseReason.TlsFailed, "internal_error", "The peer failed"),
        112 => (CloseReason.CertificateRefused, "unrecognized_name", "The server has no certificate for the target host"),
        116 => (CloseReason.CertificateRefused, "certificate_required", "The server demands a client certificate, and this side showed none"),
        _ => (CloseReason.TlsFailed, "unnamed", "The peer ended TLS"),
    };

    [GeneratedRegex("error:0A(?<reason>[0-9A-Fa-f]{6}):", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OpenSslCode();
}
