using System.Globalization;
using System.Net;
using System.Text;
using Sockets.Tools.Endpoints.ZeroMq;

namespace Sockets.Tools.Endpoints;

/// <summary>
/// Reads endpoints. <see cref="Uri"/> is not used: it rewrites what it reads and knows no <c>*</c> and no empty host.
/// </summary>
internal static class EndpointUriParser
{
    // sun_path of Linux, less the terminating zero.
    private const int LongestUnixPath = 107;

    private static readonly string[] s_schemes = ["tcp", "tls", "unix", "udp", "zmq"];

    /// <summary>What endpoints begin with, as far as it is the same for all of a kind.</summary>
    public static IReadOnlyList<string> Beginnings { get; } =
        ["tcp://", "tls://", "unix://", "udp://", .. ZmqRole.Names.Select(static name => $"{ZmqUri.Prefix}{name}@tcp://")];

    private static readonly string[] s_streamKeys = ["framing", "maxframe", "maxmessage", "window", "queue", "token-file"];

    private static readonly string[] s_tlsKeys = [.. s_streamKeys, "cert", "key", "ca", "name", "insecure"];

    /// <summary>Reads an endpoint.</summary>
    /// <exception cref="ToolException">It is none; the message says what is wrong and what would be right.</exception>
    public static EndpointUri Parse(string text)
    {
        int separator = text.IndexOf("://", StringComparison.Ordinal);
        if (separator <= 0)
        {
            throw ToolException.Usage(
                $"'{text}' is not an endpoint",
                text.StartsWith(ZmqUri.Prefix, StringComparison.Ordinal)
                    ? "write zmq:TYPE@tcp://…, as in zmq:pub@tcp://*:5556"
                    : "write scheme://…, as in tcp://127.0.0.1:9000 or unix:///run/x.sock");
        }

        string scheme = text[..separator];
        string rest = text[(separator + 3)..];
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        string place = question < 0 ? rest : rest[..question];
        if (rest.Contains('#', StringComparison.Ordinal))
        {
            throw ToolException.Usage($"'{text}' has a fragment ('#')", "endpoints have none");
        }

        EndpointUri uri = scheme switch
        {
            "tcp" => ParseHostPort(text, place, Scheme.Tcp),
            "tls" => ParseHostPort(text, place, Scheme.Tls),
            "udp" => ParseUdp(text, place),
            "unix" => ParseUnix(text, place),
            _ when scheme == "zmq" || scheme.StartsWith(ZmqUri.Prefix, StringComparison.Ordinal) => ZmqUri.Parse(text, scheme, place),
            _ => throw ToolException.Usage(
                $"unknown scheme '{scheme}' in '{text}'{Suggestion.Phrase(scheme, s_schemes)}", "known are tcp://, tls://, unix://, udp:// and zmq:TYPE@tcp://"),
        };
        if (question < 0)
        {
            return uri;
        }

        string query = rest[(question + 1)..];
        return uri.Scheme switch
        {
            Scheme.Zmq => uri with { Zmq = uri.Zmq!.With(new EndpointQuery(query, ZmqSettings.Keys, repeated: ZmqSettings.RepeatedKeys)) },
            Scheme.Udp => uri with { Udp = UdpSettings.Read(new EndpointQuery(query, UdpSettings.Keys), uri.Host) },
            Scheme.Tls => WithQuery(uri, new EndpointQuery(query, s_tlsKeys)),
            _ => WithQuery(uri, new EndpointQuery(query, s_streamKeys)),
        };
    }

    private static EndpointUri ParseUdp(string text, string place)
    {
        EndpointUri uri = ParseHostPort(text, place, Scheme.Udp);
        return uri with { Udp = new UdpSettings { IsIp6 = UdpSettings.IsIp6Address(uri.Host) } };
    }

    /// <summary>Reads <c>host:port</c>, where the host may be empty, <c>*</c> or an IPv6 address in brackets.</summary>
    public static EndpointUri ParseHostPort(string text, string place, Scheme scheme)
    {
        if (place.Contains('@', StringComparison.Ordinal))
        {
            throw ToolException.Usage($"'{text}' has a user name", "endpoints have none");
        }

        int slash = place.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            throw ToolException.Usage($"'{text}' has a path ('{place[slash..]}')", "it should end with the port");
        }

        (string host, string? port) = place.StartsWith('[') ? SplitLiteral(text, place) : SplitName(text, place);
        if (port is null)
        {
            string start = text[..(text.IndexOf("://", StringComparison.Ordinal) + 3)];
            throw ToolException.Usage($"'{text}' has no port", $"write {start}{(place.Length == 0 ? "127.0.0.1" : place)}:9000");
        }

        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= IPEndPoint.MaxPort
            ? new EndpointUri { Text = text, Scheme = scheme, Host = host, Port = number }
            : throw ToolException.Usage($"'{port}' in '{text}' is not a port", "ports go from 0 to 65535");
    }

    private static (string Host, string? Port) SplitLiteral(string text, string place)
    {
        int close = place.IndexOf(']', StringComparison.Ordinal);
        string literal = close < 0 ? "" : PercentEncoding.Decode(place[1..close]);
        if (close < 0 || !literal.Contains(':', StringComparison.Ordinal) || !IPAddress.TryParse(literal, out _))
        {
            throw ToolException.Usage($"'{text}' has no IPv6 address between its brackets", "write tcp://[::1]:9000");
        }

        string after = place[(close + 1)..];
        if (after.Length > 0 && after[0] != ':')
        {
            throw ToolException.Usage($"'{after}' behind the brackets of '{text}' is not a port", "write tcp://[::1]:9000");
        }

        return (literal, after.Length == 0 ? null : after[1..]);
    }

    private static (string Host, string? Port) SplitName(string text, string place)
    {
        int colon = place.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return (place, null);
        }

        if (place.IndexOf(':', colon + 1) >= 0)
        {
            throw ToolException.Usage($"'{text}' has more than one colon", "put IPv6 addresses in brackets, as in tcp://[::1]:9000");
        }

        string host = place[..colon];
        if (host != EndpointUri.AnyHost && host.Any(c => !char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_')))
        {
            throw ToolException.Usage($"'{host}' in '{text}' is not a host name");
        }

        return (host, place[(colon + 1)..]);
    }

    /// <summary>Reads the path of a Unix socket, or its name behind an @.</summary>
    public static EndpointUri ParseUnix(string text, string place)
    {
        string path = PercentEncoding.Decode(place);
        if (path.Length == 0 || path == "@")
        {
            throw ToolException.Usage($"'{text}' names no file", "write unix:///run/x.sock");
        }

        return Encoding.UTF8.GetByteCount(path) <= LongestUnixPath
            ? new EndpointUri { Text = text, Scheme = Scheme.Unix, Path = path }
            : throw ToolException.Usage(
                $"the path of '{text}' is longer than the {LongestUnixPath} bytes the system allows for a socket", "use a shorter one");
    }

    private static EndpointUri WithQuery(EndpointUri uri, EndpointQuery query)
    {
        Framing? framing = query.ReadFraming();
        if (framing is null && query.Has("maxframe"))
        {
            throw ToolException.Usage("key 'maxframe' belongs to a framing", "add framing=…, or use maxmessage for the native protocol");
        }

        foreach (string native in (string[])["maxmessage", "window", "queue", "token-file"])
        {
            if (framing is not null && query.Has(native))
            {
                throw ToolException.Usage(
                    $"key '{native}' belongs to the native protocol and framing={framing.Text} does not have it",
                    native == "maxmessage" ? "use maxframe" : "leave it out");
            }
        }

        if (framing?.Kind == FramingKind.Fixed && query.Has("maxframe"))
        {
            throw ToolException.Usage($"key 'maxframe' says nothing with framing={framing.Text}", "leave it out: all frames have that length");
        }

        return uri with
        {
            Framing = framing,
            MaxFrame = query.ReadSize("maxframe"),
            MaxMessage = query.ReadSize("maxmessage"),
            Window = query.ReadSize("window"),
            Queue = query.ReadSize("queue"),
            TokenFile = query.Read("token-file"),
            Certificate = query.Read("cert"),
            Key = query.Read("key"),
            Authorities = query.Read("ca"),
            Name = query.Read("name"),
            TrustsAnybody = query.ReadInsecure(),
        };
    }
}
