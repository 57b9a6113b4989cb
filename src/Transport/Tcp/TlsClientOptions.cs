using System.Security.Cryptography.X509Certificates;

namespace Sockets.Transport.Tcp;

/// <summary>How the connecting side speaks TLS: versions 1.2 and 1.3, without renegotiation, without ALPN. Immutable.</summary>
public sealed record TlsClientOptions
{
    /// <summary>
    /// The host name, or address, that the server's certificate must carry. It has no default: without it any certificate
    /// of any host would do, and the connection would be to whoever answers.
    /// </summary>
    public required string TargetHost { get; init; }

    /// <summary>Whose word on the server's certificate counts. Default <see cref="TlsTrust.System"/>.</summary>
    public TlsTrust Trust { get; init; } = TlsTrust.System;

    /// <summary>What this side shows when the server asks who it is (mutual TLS). Default nothing.</summary>
    public TlsCertificate? Certificate { get; init; }

    /// <summary>
    /// Whether it is looked up that a certificate was revoked. Default <see cref="X509RevocationMode.NoCheck"/>: a look-up
    /// takes a network of its own, and where it fails nobody connects. Private authorities seldom offer one.
    /// </summary>
    public X509RevocationMode Revocation { get; init; } = X509RevocationMode.NoCheck;

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(TargetHost))
        {
            throw new ArgumentException(
                $"{nameof(TargetHost)} is empty: without it the certificate of any host would do. Give the name that the server's certificate carries.");
        }

        ArgumentNullException.ThrowIfNull(Trust);
    }
}
