using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Statsd;

namespace Sockets.Tools.Endpoints;

/// <summary>A StatsD server's endpoint as the user wrote it, understood and checked, but not yet resolved.</summary>
internal sealed record StatsdEndpoint
{
    /// <summary>As it was written.</summary>
    public required string Text { get; init; }

    public required StatsdTransport Transport { get; init; }

    /// <summary>Host name or address, without brackets; empty for the loopback; * for all.</summary>
    public string Host { get; init; } = "";

    public int Port { get; init; } = StatsdOptions.DefaultPort;

    /// <summary>The file of a Unix socket; one that begins with <c>@</c> is a name without a file.</summary>
    public string Path { get; init; } = "";

    public StatsdDialect Dialect { get; init; } = StatsdDialect.Etsy;

    public StatsdFraming? Framing { get; init; }

    /// <summary>The longest packet; null for the library's default.</summary>
    public int? MaxPacket { get; init; }

    public string Prefix { get; init; } = "";

    public bool IsUnix => Transport is StatsdTransport.UnixDatagram or StatsdTransport.UnixStream;

    /// <summary>How packets of a stream are told apart when this side listens.</summary>
    public StatsdFraming ListenFraming => Framing
        ?? (Transport == StatsdTransport.UnixStream && Dialect.TagStyle == StatsdTagStyle.DogStatsd ? StatsdFraming.Length32 : StatsdFraming.LineFeed);

    /// <summary>Where to send to.</summary>
    public EndPoint Target => IsUnix ? UnixEndPoint : Host switch
    {
        "" => new IPEndPoint(IPAddress.Loopback, Port),
        _ when IPAddress.TryParse(Host, out IPAddress? address) => new IPEndPoint(address, Port),
        _ => new DnsEndPoint(Host, Port),
    };

    /// <summary>Where to listen.</summary>
    public EndPoint Local => Host == EndpointUri.AnyHost ? new IPEndPoint(IPAddress.Any, Port) : Target;

    /// <summary>The longest packet that is sent.</summary>
    public int PacketBytes => MaxPacket ?? (Transport == StatsdTransport.Udp ? StatsdOptions.DefaultDatagramBytes : StatsdOptions.DefaultLocalBytes);

    /// <summary>The same place in the terms of other endpoints.</summary>
    public EndpointUri ToUri() => new()
    {
        Text = Text,
        Scheme = IsUnix ? Scheme.Unix : Transport == StatsdTransport.Tcp ? Scheme.Tcp : Scheme.Udp,
        Host = Host,
        Port = Port,
        Path = Path,
    };

    private UnixDomainSocketEndPoint UnixEndPoint => new(Path[0] == '@' ? "\0" + Path[1..] : Path);

    /// <summary>The options of a client that sends there.</summary>
    public StatsdOptions ToOptions(TimeProvider time) => new()
    {
        EndPoint = Target,
        Transport = Transport,
        Framing = Framing,
        Dialect = Dialect,
        MaxPacketBytes = MaxPacket,
        Prefix = Prefix,
        TimeProvider = time,
    };

    /// <summary>The endpoint with the port that was really taken.</summary>
    public string Describe(EndPoint? local)
    {
        if (local is not IPEndPoint ip)
        {
            return Text;
        }

        int query = Text.IndexOf('?', StringComparison.Ordinal);
        return $"{(Transport == StatsdTransport.Tcp ? "statsd+tcp" : "statsd")}://{ip}{(query < 0 ? "" : Text[query..])}";
    }
}
