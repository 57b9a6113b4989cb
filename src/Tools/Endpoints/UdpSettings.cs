using System.Net;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Endpoints;

/// <summary>The keys of a <c>udp://</c> endpoint.</summary>
internal sealed record UdpSettings
{
    /// <summary>The keys there are.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        ["iface", "wire", "source", "ttl", "loop", "dscp", "stream", "datagram", "rcvbuf", "queue", "trains", "calls"];

    /// <summary>The payload of a datagram that carries MPEG-TS: seven packets.</summary>
    private const int TransportStreamPayload = 7 * 188;

    private const int RtpHeader = 12;

    public string? Interface { get; init; }

    public MulticastWire Wire { get; init; }

    public IReadOnlyList<IPAddress> Sources { get; init; } = [];

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
        _ => MulticastSenderOptions.DefaultDatagramLength,
    };

    public string WireName => NameOf(Wire);

    private static readonly (string Name, MulticastWire Wire)[] s_wires =
    [
        ("native", MulticastWire.Native), ("rtp", MulticastWire.Rtp), ("raw", MulticastWire.Raw), ("iperf2", MulticastWire.Iperf2),
    ];

    private static readonly string[] s_onOff = ["on", "off"];

    private static readonly string[] s_calls = ["fastest", "managed"];

    /// <summary>Reads the keys.</summary>
    public static UdpSettings Read(EndpointQuery query)
    {
        string? wire = query.ReadWord("wire", [.. s_wires.Select(static w => w.Name)]);
        return new UdpSettings
        {
            Interface = query.Read("iface"),
            Wire = wire is null ? MulticastWire.Native : s_wires.First(w => w.Name == wire).Wire,
            Sources = ReadSources(query),
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
        "ttl" => "0 to 255",
        "loop" or "trains" => "on, off",
        "dscp" => "0 to 63",
        "stream" => "0 to 65535",
        "calls" => string.Join(", ", s_calls),
        _ => "",
    };

    private static string NameOf(MulticastWire wire) => s_wires.First(w => w.Wire == wire).Name;

    private static List<IPAddress> ReadSources(EndpointQuery query)
    {
        List<IPAddress> sources = [];
        foreach (string part in query.Read("source")?.Split(',') ?? [])
        {
            sources.Add(IPAddress.TryParse(part, out IPAddress? address)
                ? address
                : throw ToolException.Usage($"key 'source': '{part}' is not an address", $"allowed: {AllowedOf("source")}"));
        }

        return sources;
    }
}
