namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>Reads <c>zmq:pub@tcp://*:5556</c>: a kind of socket, and behind the @ what ZeroMQ calls an endpoint.</summary>
internal static class ZmqUri
{
    /// <summary>What such an endpoint begins with.</summary>
    public const string Prefix = "zmq:";

    private const string AnyPort = ":*";

    private static readonly string[] s_transports = ["tcp", "ipc"];

    /// <summary>Reads an endpoint without its keys.</summary>
    /// <param name="text">The whole of it.</param>
    /// <param name="scheme">What stands before <c>://</c>.</param>
    /// <param name="place">What stands behind that, without the keys.</param>
    public static EndpointUri Parse(string text, string scheme, string place)
    {
        int at = scheme.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            throw ToolException.Usage($"'{text}' names no socket type", $"write zmq:TYPE@tcp://…, where TYPE is one of {string.Join(", ", ZmqRole.Names)}");
        }

        var role = ZmqRole.Parse(scheme[Prefix.Length..at]);
        string transport = scheme[(at + 1)..];
        EndpointUri uri = transport switch
        {
            "tcp" => EndpointUriParser.ParseHostPort(text, place.EndsWith(AnyPort, StringComparison.Ordinal) ? place[..^1] + "0" : place, Scheme.Zmq),
            "ipc" when place is "" or "@" => throw ToolException.Usage($"'{text}' names no file", $"write zmq:{role.Name}@ipc:///run/x.sock"),
            "ipc" => EndpointUriParser.ParseUnix(text, place) with { Scheme = Scheme.Zmq },
            "inproc" => throw ToolException.Usage($"'{text}' is within one process, and there is nobody else in this one", "use ipc://"),
            _ => throw ToolException.Usage(
                $"unknown transport '{transport}' in '{text}'{Suggestion.Phrase(transport, s_transports)}", "known are tcp:// and ipc://"),
        };
        return uri with { Zmq = new ZmqSettings { Role = role, Address = AddressOf(uri) } };
    }

    private static string AddressOf(EndpointUri uri) => uri switch
    {
        { Path.Length: > 0 } => "ipc://" + uri.Path,
        { Host: "" } => $"tcp://127.0.0.1:{uri.Port}",
        _ when uri.Host.Contains(':', StringComparison.Ordinal) => $"tcp://[{uri.Host}]:{uri.Port}",
        _ => $"tcp://{uri.Host}:{uri.Port}",
    };
}
