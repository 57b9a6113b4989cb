using Sockets.Tools.Endpoints.ZeroMq;

namespace Sockets.Tools.Endpoints;

/// <summary>An endpoint as the user wrote it, understood and checked, but not yet resolved.</summary>
internal sealed record EndpointUri
{
    /// <summary>The host that means every interface.</summary>
    public const string AnyHost = "*";

    /// <summary>As it was written.</summary>
    public required string Text { get; init; }

    public required Scheme Scheme { get; init; }

    /// <summary>Host name or address, without brackets; empty for the loopback; <see cref="AnyHost"/> for all. TCP and UDP only.</summary>
    public string Host { get; init; } = "";

    /// <summary>The port; 0 lets the system choose one, when listening. TCP and UDP only.</summary>
    public int Port { get; init; }

    /// <summary>The file; one that begins with <c>@</c> is a name without a file (abstract). Unix only.</summary>
    public string Path { get; init; } = "";

    /// <summary>The foreign framing; null for our own protocol.</summary>
    public Framing? Framing { get; init; }

    /// <summary>The longest frame, header included; null for the library's default. Foreign framings only.</summary>
    public int? MaxFrame { get; init; }

    /// <summary>The longest message accepted from the peer; null for the library's default. Our own protocol only.</summary>
    public int? MaxMessage { get; init; }

    /// <summary>Bytes the peer may send before they are consumed; null for the library's default. Our own protocol only.</summary>
    public int? Window { get; init; }

    /// <summary>Bytes the overflow queue of the sender holds; null for the library's default. Our own protocol only.</summary>
    public int? Queue { get; init; }

    /// <summary>This side's certificate: a PEM or PKCS #12 file, or <c>store:</c> and a thumbprint. TLS only.</summary>
    public string? Certificate { get; init; }

    /// <summary>The PEM file of its private key; null when it is in the certificate's file. TLS only.</summary>
    public string? Key { get; init; }

    /// <summary>The PEM file of the authorities to trust; null for the system's. TLS only.</summary>
    public string? Authorities { get; init; }

    /// <summary>The name the server's certificate must carry; null for the host. TLS only.</summary>
    public string? Name { get; init; }

    /// <summary>Whether any certificate is taken. TLS only.</summary>
    public bool TrustsAnybody { get; init; }

    /// <summary>The file with the token to show, or with those to let in; null for none. Our own protocol only.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The kind of socket and the keys of ZeroMQ; null for the other schemes.</summary>
    public ZmqSettings? Zmq { get; init; }

    /// <summary>The keys of datagrams; null for the other schemes.</summary>
    public UdpSettings? Udp { get; init; }

    /// <summary>The format or framing, by name.</summary>
    public string Protocol => Udp?.WireName ?? Zmq?.Protocol ?? Framing?.Text ?? Endpoints.Framing.Native;

    /// <summary>Whether the host alone says that this side listens.</summary>
    public bool ImpliesListening => Path.Length == 0 && Host is ("" or AnyHost);

    /// <summary>The same endpoint with another host and port: what it resolved to.</summary>
    public string Describe(string host, int port)
    {
        string shown = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return Describe($"{Scheme.ToString().ToLowerInvariant()}://{shown}:{port}");
    }

    /// <summary>The same endpoint at another place: what it resolved to.</summary>
    /// <param name="place">As the endpoint's own library writes it.</param>
    public string Describe(string place)
    {
        int query = Text.IndexOf('?', StringComparison.Ordinal);
        return $"{(Zmq is null ? "" : Zmq.Protocol + "@")}{place}{(query < 0 ? "" : Text[query..])}";
    }
}
