using System.Text;
using Sockets.Tools.Commands.Input;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>What a <c>zmq:</c> endpoint says: the kind of socket, where, and its keys.</summary>
internal sealed record ZmqSettings
{
    /// <summary>The most that may wait for one peer; more has to be asked of the library by a program.</summary>
    public const int MostMessages = 1_000_000;

    /// <summary>An empty part, with its header.</summary>
    private const int ShortestMessage = 2;

    /// <summary>The keys there are.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["topic", "delim", "hwm", "queue", "maxmessage", "id", "to"];

    /// <summary>Those that can be given several times.</summary>
    public static IReadOnlyList<string> RepeatedKeys { get; } = ["topic"];

    public required ZmqRole Role { get; init; }

    /// <summary>The endpoint in ZeroMQ's own words.</summary>
    public required string Address { get; init; }

    /// <summary>What is subscribed to; of a publisher, the one that goes in front of each message.</summary>
    public IReadOnlyList<byte[]> Topics { get; init; } = [];

    /// <summary>What stands between the parts of a message; null when a message that is sent has one part.</summary>
    public byte[]? Delimiter { get; init; }

    /// <summary>Messages that may wait for one peer, or unread of one peer; null for the library's default.</summary>
    public int? HighWaterMark { get; init; }

    /// <summary>Bytes of those; null for the library's default.</summary>
    public int? Queue { get; init; }

    /// <summary>The longest message, headers of its parts included; null for the library's default.</summary>
    public int? MaxMessage { get; init; }

    /// <summary>The name by which ROUTER peers know this side; empty to let them choose one.</summary>
    public byte[] RoutingId { get; init; } = [];

    /// <summary>Whom a router sends to; null when nobody is named.</summary>
    public byte[]? To { get; init; }

    public string Protocol => "zmq:" + Role.Name;

    /// <summary>The part in front of each message that a publisher sends; null for none.</summary>
    public byte[]? SentTopic => Role.Publishes && Topics is [{ } topic] ? topic : null;

    /// <summary>The same with the keys of an endpoint.</summary>
    public ZmqSettings With(EndpointQuery query)
    {
        CheckKey(query, "topic", Role.Publishes || Role.Subscribes, "topics belong to pub, sub, xpub and xsub");
        CheckKey(query, "id", Role.HasRoutingId, "only req, dealer and router have a routing id");
        CheckKey(query, "to", Role.Type == ZmqSocketType.Router, "only a router says whom it sends to");
        IReadOnlyList<string> topics = query.ReadAll("topic");
        if (Role.Publishes && topics.Count > 1)
        {
            throw ToolException.Usage($"key 'topic' is given {topics.Count} times, and zmq:{Role.Name} puts one in front of each message", "give it once");
        }

        int? longest = query.ReadSize("maxmessage");
        return longest is < ShortestMessage or > ZmqLimits.HighestMaxMessageLength
            ? throw ToolException.Usage("key 'maxmessage' is 2 to 512MiB")
            : this with
            {
                Topics = [.. topics.Select(Encoding.UTF8.GetBytes)],
                Delimiter = ReadDelimiter(query),
                HighWaterMark = query.ReadNumber("hwm", 1, MostMessages),
                Queue = query.ReadSize("queue"),
                MaxMessage = longest,
                RoutingId = ReadName(query, "id") ?? [],
                To = ReadName(query, "to"),
            };
    }

    /// <summary>What a key can be, for an error; empty for one of others.</summary>
    public static string AllowedOf(string key) => key switch
    {
        "topic" => "what the messages begin with; leave it out for all",
        "delim" => "bytes in hex, as in 09 for a tab",
        "hwm" => "1 to 1000000",
        "id" or "to" => "a name of up to 255 bytes",
        _ => "",
    };

    private void CheckKey(EndpointQuery query, string key, bool isMine, string whose)
    {
        if (query.Has(key) && !isMine)
        {
            throw ToolException.Usage($"key '{key}' says nothing with zmq:{Role.Name}", whose);
        }
    }

    private static byte[]? ReadDelimiter(EndpointQuery query) => query.Read("delim") is not { } text ? null
        : Payload.TryParseHex(text, out byte[] delimiter, out string? error) && delimiter.Length > 0 ? delimiter
        : throw ToolException.Usage($"key 'delim': {error ?? $"'{text}' is no byte"}");

    private static byte[]? ReadName(EndpointQuery query, string key) => query.Read(key) is not { } text ? null
        : Encoding.UTF8.GetBytes(text) is { Length: <= byte.MaxValue } name ? name
        : throw ToolException.Usage($"key '{key}' is longer than 255 bytes");
}
