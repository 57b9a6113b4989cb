using System.Net.Security;
using Sockets.Transport.Buffers;

namespace Sockets.Transport.Links;

/// <summary>What one side of a TLS connection is built from. Exactly one of <see cref="Client"/> and <see cref="Server"/> is there.</summary>
internal sealed record TlsSetup
{
    /// <summary>Makes the options of one connection, because the runtime changes what it is given.</summary>
    public Func<SslClientAuthenticationOptions>? Client { get; init; }

    /// <summary>As <see cref="Client"/>, for who accepts.</summary>
    public Func<SslServerAuthenticationOptions>? Server { get; init; }

    /// <summary>Whether this side has a certificate to show.</summary>
    public required bool ShowsCertificate { get; init; }

    /// <summary>Whether the peer's certificate will do.</summary>
    public required CertificateCheck Check { get; init; }

    /// <summary>Says what bytes look like that are not TLS.</summary>
    public required Func<ReadOnlySpan<byte>, string> Describe { get; init; }

    public required BufferPool Pool { get; init; }
}
