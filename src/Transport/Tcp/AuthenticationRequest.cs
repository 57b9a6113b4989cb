using System.Net;

namespace Sockets.Transport.Tcp;

/// <summary>Who wants to come in, and with what. Valid during the call that it is handed to; the credential is wiped after it.</summary>
public sealed class AuthenticationRequest
{
    internal AuthenticationRequest(
        CredentialKind kind, ReadOnlyMemory<byte> credential, EndPoint? remoteEndPoint, TlsDetails? tls, Guid clientId)
    {
        Kind = kind;
        Credential = credential;
        RemoteEndPoint = remoteEndPoint;
        Tls = tls;
        ClientId = clientId;
    }

    /// <summary>What the client sent; <see cref="CredentialKind.None"/> when it sent nothing.</summary>
    public CredentialKind Kind { get; }

    /// <summary>The bytes, at most <see cref="Tcp.Credential.MaxLength"/>. Compare them in constant time; do not log them.</summary>
    public ReadOnlyMemory<byte> Credential { get; }

    /// <summary>The client's address.</summary>
    public EndPoint? RemoteEndPoint { get; }

    /// <summary>What TLS knows of the client, its certificate for instance; null without TLS.</summary>
    public TlsDetails? Tls { get; }

    /// <summary>The client's own random number; it proves nothing.</summary>
    public Guid ClientId { get; }

    /// <summary>Who asks; never the credential.</summary>
    public override string ToString() => $"{RemoteEndPoint}: {Kind}, {Credential.Length} bytes";
}
