using System.Security.Cryptography.X509Certificates;

namespace Sockets.Transport.Tcp;

/// <summary>How the accepting side speaks TLS: versions 1.2 and 1.3, without renegotiation, without ALPN. Immutable.</summary>
public sealed record TlsServerOptions
{
    /// <summary>Who this side is.</summary>
    public required TlsCertificate Certificate { get; init; }

    /// <summary>Whether clients must show who they are. Default <see cref="Tcp.ClientCertificates.NotAsked"/>.</summary>
    public ClientCertificates ClientCertificates { get; init; }

    /// <summary>Whose word on a client's certificate counts. Default <see cref="TlsTrust.System"/>; an authority of one's own is the usual choice.</summary>
    public TlsTrust Trust { get; init; } = TlsTrust.System;

    /// <summary>
    /// Whether it is looked up that a client's certificate was revoked. Default <see cref="X509RevocationMode.NoCheck"/>.
    /// The look-up is part of the handshake, and of its time.
    /// </summary>
    public X509RevocationMode Revocation { get; init; } = X509RevocationMode.NoCheck;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Certificate);
        ArgumentNullException.ThrowIfNull(Trust);
        if (!Enum.IsDefined(ClientCertificates))
        {
            throw new ArgumentOutOfRangeException(nameof(ClientCertificates), ClientCertificates, "Not a choice.");
        }
    }
}
