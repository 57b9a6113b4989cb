using System.Globalization;
using System.Net;
using Sockets.Tools.Endpoints.Units;
using Sockets.Transport.Statsd;

namespace Sockets.Tools.Endpoints;

/// <summary>Reads endpoints of StatsD servers.</summary>
internal static class StatsdEndpointParser
{
    private const string Udp = "statsd";
    private const string Tcp = "statsd+tcp";
    private const string Unix = "statsd+unix";

    /// <summary>The schemes there are.</summary>
    public static IReadOnlyList<string> Schemes { get; } = [Udp, Tcp, Unix];

    /// <summary>Whether a text begins as an endpoint of a StatsD server does.</summary>
    public static bool IsStatsd(string text) => Schemes.Any(scheme => text.StartsWith(scheme + "://", StringComparison.Ordinal));

    private static readonly string[] s_keys = ["dialect", "mtu", "prefix"];
    private static readonly string[] s_unixKeys = ["dialect", "mtu", "prefix", "type", "framing"];
    private static readonly string[] s_types = ["dgram", "stream"];
    private static readonly string[] s_framings = ["len32le", "lf"];

    /// <summary>The dialects by the names they have on the command line.</summary>
    public static IReadOnlyList<string> Dialects { get; } =
        ["etsy", "dogstatsd", .. Enumerable.Range(0, 7).Select(minor => $"dogstatsd-1.{minor}"), "influx", "librato", "signalfx", "graphite"];

    /// <summary>Reads an endpoint.</summary>
    /// <exception cref="ToolException">It is none; the message says what is wrong and what would be right.</exception>
    public static StatsdEndpoint Parse(string text)
    {
        int separator = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = separator < 0 ? "" : text[..separator];
        if (!Schemes.Contains(scheme))
        {
            throw ToolException.Usage(
                separator <= 0 ? $"'{text}' is not an endpoint" : $"unknown scheme '{scheme}' in '{text}'{Suggestion.Phrase(scheme, Schemes)}",
                "write statsd://host:8125, statsd+tcp://host:8125 or statsd+unix:///path?type=dgram");
        }

        string rest = text[(separator + 3)..];
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        string place = question < 0 ? rest : rest[..question];
        EndpointQuery? query = question < 0 ? null : new EndpointQuery(rest[(question + 1)..], scheme == Unix ? s_unixKeys : s_keys, AllowedOf);
        StatsdEndpoint endpoint = scheme == Unix ? ParseUnix(text, place, query) : ParseHost(text, place, scheme == Tcp);
        return endpoint with
        {
            Dialect = ReadDialect(query?.Read("dialect") ?? "etsy"),
            MaxPacket = ReadPacketSize(query),
            Prefix = query?.Read("prefix") ?? "",
        };
    }

    /// <summary>A dialect by its name.</summary>
    public static StatsdDialect ReadDialect(string name) => name switch
    {
        "etsy" => StatsdDialect.Etsy,
        "dogstatsd" => StatsdDialect.DogStatsd,
        "influx" => StatsdDialect.Influx,
        "librato" => StatsdDialect.Librato,
        "signalfx" => StatsdDialect.SignalFx,
        "graphite" => StatsdDialect.Graphite,
        _ when Dialects.Contains(name) => StatsdDialect.DogStatsdVersion(name[^1] - '0'),
        _ => throw ToolException.Usage($"unknown dialect '{name}'{Suggestion.Phrase(name, Dialects)}", $"there are {string.Join(", ", Dialects)}"),
    };

    private static StatsdEndpoint ParseHost(string text, string place, bool isTcp)
    {
        StatsdTransport transport = isTcp ? StatsdTransport.Tcp : StatsdTransport.Udp;
        int close = place.StartsWith('[') ? place.IndexOf(']', StringComparison.Ordinal) : -1;
        int colon = place.IndexOf(':', Math.Max(close, 0));
        string host = colon < 0 ? place : place[..colon];
        if (place.StartsWith('['))
        {
            if (close < 0 || host.Length != close + 1 || !IPAddress.TryParse(host[1..close], out _))
            {
                throw ToolException.Usage($"'{text}' has no IPv6 address between its brackets", "write statsd://[::1]:8125");
            }

            host = host[1..close];
        }
        else if (host != EndpointUri.AnyHost && host.Any(c => !char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_')))
        {
            throw ToolException.Usage($"'{host}' in '{text}' is not a host name", "write statsd://host:8125");
        }

        if (colon < 0)
        {
            return new StatsdEndpoint { Text = text, Transport = transport, Host = host };
        }

        string port = place[(colon + 1)..];
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= IPEndPoint.MaxPort
            ? new StatsdEndpoint { Text = text, Transport = transport, Host = host, Port = number }
            : throw ToolException.Usage($"'{port}' in '{text}' is not a port", "ports go from 0 to 65535; IPv6 addresses stand in brackets");
    }

    private static StatsdEndpoint ParseUnix(string text, string place, EndpointQuery? query)
    {
        string path = PercentEncoding.Decode(place);
        if (path.Length == 0 || path == "@")
        {
            throw ToolException.Usage($"'{text}' names no file", "write statsd+unix:///run/dsd.socket");
        }

        bool isStream = ReadWord(query, "type", s_types) == "stream";
        string? framing = ReadWord(query, "framing", s_framings);
        if (framing is not null && !isStream)
        {
            throw ToolException.Usage("key 'framing' belongs to a stream, and this is a socket for datagrams", "add type=stream, or leave framing out");
        }

        return new StatsdEndpoint
        {
            Text = text,
            Transport = isStream ? StatsdTransport.UnixStream : StatsdTransport.UnixDatagram,
            Path = path,
            Framing = framing switch { null => null, "lf" => StatsdFraming.LineFeed, _ => StatsdFraming.Length32 },
        };
    }

    private static string? ReadWord(EndpointQuery? query, string key, string[] words)
    {
        string? word = query?.Read(key);
        return word is null || words.Contains(word)
            ? word
            : throw ToolException.Usage($"key '{key}': '{word}' is unknown{Suggestion.Phrase(word, words)}", $"allowed are {string.Join(", ", words)}");
    }

    private static int? ReadPacketSize(EndpointQuery? query)
    {
        int? size = query?.ReadSize("mtu");
        return size is null or (>= 64 and <= StatsdOptions.LargestPacketBytes)
            ? size
            : throw ToolException.Usage($"key 'mtu': {size} bytes is no size of a packet", $"it goes from 64 to {StatsdOptions.LargestPacketBytes}");
    }

    private static string AllowedOf(string key) => key switch
    {
        "dialect" => string.Join(", ", Dialects),
        "mtu" => ByteSize.Allowed,
        "type" => string.Join(", ", s_types),
        "framing" => string.Join(", ", s_framings),
        _ => "a name, as in app",
    };
}
