using System.Net;
using System.Text.Json.Serialization;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.Ends;

/// <summary>The ZeroMQ sockets of a test: one for each stream on either side. Keys and passwords are each side's own affair and not in it.</summary>
internal sealed record ZmqPlan
{
    // Nine bytes say how long a frame is, and REQ puts an empty one in front.
    private const int LongestHeader = 9 + 2;

    /// <summary>The client's kind of socket, as endpoints write it; the server takes the one that talks to it.</summary>
    public required string Role { get; init; }

    /// <summary>The server's address for the data; null for that of the control connection.</summary>
    public string? Host { get; init; }

    /// <summary>The port at which the server binds the first stream; the others follow. 0 lets it choose.</summary>
    public int Port { get; init; }

    /// <summary>The file that the server binds (ipc), with a number behind it from the second stream on; null for TCP.</summary>
    public string? Path { get; init; }

    /// <summary>Messages that may wait on either side; null for the library's default.</summary>
    public int? HighWaterMark { get; init; }

    /// <summary>Bytes of those; null for the library's default.</summary>
    public int? QueueBytes { get; init; }

    /// <summary>The longest message, with its headers; null for the library's default.</summary>
    public int? MaxMessageBytes { get; init; }

    /// <summary>What a publisher does when its subscriber cannot keep up, as the command line names it. Only loss is measured with one that drops.</summary>
    public string Policy { get; init; } = PolicyNames.NameOf(OverflowPolicy.Wait);

    /// <summary>The same.</summary>
    [JsonIgnore]
    public OverflowPolicy Overflow => PolicyNames.Parse(Policy);

    /// <summary>The longest payload.</summary>
    [JsonIgnore]
    public int LongestPayload => (MaxMessageBytes ?? ZmqLimits.DefaultMaxMessageLength) - LongestHeader;

    /// <summary>A side's kind of socket.</summary>
    public ZmqRole RoleOf(Side side)
    {
        var near = ZmqRole.Parse(Role);
        return side == Side.Near ? near : ZmqRole.Parse(near.Other);
    }

    /// <summary>Where the server binds a stream, in ZeroMQ's own words.</summary>
    /// <param name="stream">Which one.</param>
    /// <param name="host">The server's address; not looked at with a file.</param>
    /// <param name="port">The port.</param>
    public string AddressOf(int stream, IPAddress? host, int port) => Path is null
        ? $"tcp://{new IPEndPoint(host!, port)}"
        : $"ipc://{Path}{(stream == 0 ? "" : $".{stream}")}";

    /// <summary>What makes it impossible with sockets that are not (<see cref="ZmqPattern"/>); null when nothing does. The server trusts no client.</summary>
    public string? Fault(TestPlan test) => this switch
    {
        { Port: < 0 or > IPEndPoint.MaxPort } => $"{Port} is no port",
        { Port: > 0 } when Port + test.Streams - 1 > IPEndPoint.MaxPort => $"{test.Streams} streams need as many ports, and from {Port} on there are not so many",
        { Host: { } host } when !IPAddress.TryParse(host, out _) => $"'{host}' is no address",
        { HighWaterMark: < 1 or > ZmqSettings.MostMessages } => $"1 to {ZmqSettings.MostMessages} messages may wait",
        { QueueBytes: < 1 } or { MaxMessageBytes: < 1 or > ZmqLimits.HighestMaxMessageLength } => "the bounds of queue and message are above 0, and that of a message 1 GiB at most",
        _ when test.SizeBytes > LongestPayload => $"messages of {test.SizeBytes} bytes are longer than the {LongestPayload} that maxmessage= allows",
        _ when !PolicyNames.Publishing.Contains(Policy) => $"'{Policy}' is no policy",
        _ when (test.Mode == PerfMode.Loss) != (Overflow is OverflowPolicy.DropNewest or OverflowPolicy.DropOldest) =>
            "loss is measured with the policies drop-newest and drop-oldest, and everything else with wait",
        _ => null,
    };
}
