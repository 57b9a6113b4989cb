using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Endpoints;

/// <summary>The keys of a <c>udp://</c> endpoint.</summary>
internal sealed record UdpSettings
{
    /// <summary>The keys there are.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        ["iface", "wire", "source", "groups", "second", "secondiface", "parity", "repair", "key-file", "reorder", "ttl", "loop", "dscp", "stream",
            "datagram", "rcvbuf", "queue", "trains", "calls"];

    /// <summary>The payload of a datagram that carries MPEG-TS: seven packets.</summary>
    private const int TransportStreamPayload = 7 * 188;

    // Headers and trailers of the formats (docs/wire/multicast.md).
    private const int RtpHeader = 12;
    private const int Iperf2Header = 16;
    private const int NativeHeader = 32;
    private const int ParityHeader = 12;
    private const int SealTrailer = 28;

    /// <summary>Whether the endpoint, or the second one, is an IPv6 address.</summary>
    public bool IsIp6 { get; init; }

    public string? Interface { get; init; }

    public MulticastWire Wire { get; init; }

    public IReadOnlyList<IPAddress> Sources { get; init; } = [];

    /// <summary>Groups to join beside the endpoint's, on its port.</summary>
    public IReadOnlyList<IPAddress> MoreGroups { get; init; } = [];

    /// <summary>The second feed; null for none.</summary>
    public IPEndPoint? Second { get; init; }

    public string? SecondInterface { get; init; }

    /// <summary>The parities that are sent; null for none.</summary>
    public MulticastParity? Parity { get; init; }

    /// <summary>Whether parities are used; a receiver's.</summary>
    public bool UsesParity { get; init; }

    /// <summary>Whether a receiver asks for what is missing, and a sender keeps it.</summary>
    public bool Repairs { get; init; }

    /// <summary>The file with the group's key; null for none.</summary>
    public string? KeyFile { get; init; }

    /// <summary>How many higher numbers make a missing one lost; null for the library's default.</summary>
    public int? Reorder { get; init; }

    public int TimeToLive { get; init; } = 1;

    public MulticastLoopback Loopback { get; init; } = MulticastLoopback.On;

    public int? Dscp { get; init; }

    public int Stream { get; init; }

    /// <summary>The longest datagram; null for the default of the format.</summary>
    public int? Datagram { get; init; }

    public int? ReceiveBuffer { get; init; }

    /// <summary>Payload bytes that wait for a slow reader; null for the library's default.</summary>
    public int? Queue { get; init; }

    /// <summary>Whether datagrams may go through the kernel in trains; null for the default of each side.</summary>
    public MulticastTrains? Trains { get; init; }

    public MulticastCalls Calls { get; init; }

    /// <summary>The longest datagram a sender makes: what fits a frame, and whole MPEG-TS packets where those are usual.</summary>
    public int SendDatagram => Datagram ?? Wire switch
    {
        MulticastWire.Raw => TransportStreamPayload,
        MulticastWire.Rtp => TransportStreamPayload + RtpHeader,
        _ when IsIp6 => MulticastSenderOptions.DefaultDatagramLength6,
        _ => MulticastSenderOptions.DefaultDatagramLength,
    };

    /// <summary>What of a file fits one datagram, behind its header and with what the switches take of it.</summary>
    public int SendPayload
    {
        get
        {
            int trailer = KeyFile is null ? 0 : SealTrailer;
            int parity = Parity is null ? 0 : NativeHeader + ParityHeader + trailer;
            return SendDatagram - trailer - parity - Wire switch
            {
                MulticastWire.Raw => 0,
                MulticastWire.Rtp => RtpHeader,
                MulticastWire.Iperf2 => Iperf2Header,
                _ => NativeHeader,
            };
        }
    }

    public string WireName => NameOf(Wire);

    private static readonly (string Name, MulticastWire Wire)[] s_wires =
    [
        ("native", MulticastWire.Native), ("rtp", MulticastWire.Rtp), ("raw", MulticastWire.Raw), ("iperf2", MulticastWire.Iperf2),
    ];

    private static readonly string[] s_onOff = ["on", "off"];

    private static readonly string[] s_calls = ["fastest", "managed"];

    /// <summary>Reads the keys of an endpoint with this address.</summary>
    public static UdpSettings Read(EndpointQuery query, string host)
    {
        IPEndPoint? second = ReadSecond(query);
        string? wire = query.ReadWord("wire", [.. s_wires.Select(static w => w.Name)]);
        return new UdpSettings
        {
            IsIp6 = IsIp6Address(host) || second?.AddressFamily == AddressFamily.InterNetworkV6,
            Interface = query.Read("iface"),
            Wire = wire is null ? MulticastWire.Native : s_wires.First(w => w.Name == wire).Wire,
            Sources = ReadAddresses(query, "source"),
            MoreGroups = ReadAddresses(query, "groups"),
            Second = second,
            SecondInterface = query.Read("secondiface"),
            Parity = ReadParity(query),
            UsesParity = query.Read("parity") is not null,
            Repairs = query.ReadWord("repair", s_onOff) == "on",
            KeyFile = query.Read("key-file"),
            Reorder = query.ReadNumber("reorder", 1, 65_536),
            TimeToLive = query.ReadNumber("ttl", 0, 255) ?? 1,
            Loopback = query.ReadWord("loop", s_onOff) == "off" ? MulticastLoopback.Off : MulticastLoopback.On,
            Dscp = query.ReadNumber("dscp", 0, 63),
            Stream = query.ReadNumber("stream", 0, ushort.MaxValue) ?? 0,
            Datagram = query.ReadSize("datagram"),
            ReceiveBuffer = query.ReadSize("rcvbuf"),
            Queue = query.ReadSize("queue"),
            Trains = query.ReadWord("trains", s_onOff) switch
            {
                "on" => MulticastTrains.WherePossible,
                "off" => MulticastTrains.Never,
                _ => null,
            },
            Calls = query.ReadWord("calls", s_calls) == "managed" ? MulticastCalls.Managed : MulticastCalls.Fastest,
        };
    }

    /// <summary>What a key can be, for an error.</summary>
    public static string AllowedOf(string key) => key switch
    {
        "iface" => "a name like eth0, or an address of the interface",
        "wire" => string.Join(", ", s_wires.Select(static w => w.Name)),
        "source" => "addresses of senders, separated by commas",
        "groups" => "addresses of groups, separated by commas",
        "second" => "address:port",
        "secondiface" => "a name like eth1, or an address of the interface",
        "parity" => "on (recv), or 10 for rows of 10, column:10x5, or 10x5 for both (send)",
        "key-file" => "a file with 64 hexadecimal digits",
        "reorder" => "1 to 65536",
        "ttl" => "0 to 255",
        "loop" or "trains" or "repair" => "on, off",
        "dscp" => "0 to 63",
        "stream" => "0 to 65535",
        "calls" => string.Join(", ", s_calls),
        _ => "",
    };

    /// <summary>Whether a host is an IPv6 address: it stood in brackets.</summary>
    public static bool IsIp6Address(string host) => host.Contains(':', StringComparison.Ordinal);

    private static string NameOf(MulticastWire wire) => s_wires.First(w => w.Wire == wire).Name;

    private static List<IPAddress> ReadAddresses(EndpointQuery query, string key)
    {
        List<IPAddress> addresses = [];
        foreach (string part in query.Read(key)?.Split(',') ?? [])
        {
            addresses.Add(IPAddress.TryParse(part, out IPAddress? address)
                ? address
                : throw ToolException.Usage($"key '{key}': '{part}' is not an address", $"allowed: {AllowedOf(key)}"));
        }

        return addresses;
    }

    private static IPEndPoint? ReadSecond(EndpointQuery query) => query.Read("second") is not { } text ? null
        : IPEndPoint.TryParse(text, out IPEndPoint? second) && (second.Port > 0 || text.EndsWith(":0", StringComparison.Ordinal)) ? second
        : throw ToolException.Usage($"key 'second': '{text}' is not an address and a port", "write second=239.1.2.4:5000");

    /// <summary>The shape of the parities; null when there are none, and for <c>on</c>, which leaves it to the sender.</summary>
    private static MulticastParity? ReadParity(EndpointQuery query)
    {
        if (query.Read("parity") is not { } text || text == "on")
        {
            return null;
        }

        bool isColumn = text.StartsWith("column:", StringComparison.Ordinal);
        string[] sizes = (isColumn ? text["column:".Length..] : text).Split('x');
        int[] numbers = [.. sizes.Select(static size => int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0)];
        try
        {
            return (numbers.Length, isColumn) switch
            {
                (1, false) => MulticastParity.Row(numbers[0]),
                (2, true) => MulticastParity.Column(numbers[0], numbers[1]),
                (2, false) => MulticastParity.Matrix(numbers[0], numbers[1]),
                _ => throw ToolException.Usage($"key 'parity': '{text}' is no shape", $"allowed: {AllowedOf("parity")}"),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            throw ToolException.Usage($"key 'parity': '{text}' is no shape", "rows and columns have 2 to 32 datagrams, and both together 256");
        }
    }
}
