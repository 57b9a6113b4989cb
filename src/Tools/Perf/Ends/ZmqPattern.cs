namespace Sockets.Tools.Perf.Ends;

/// <summary>What can be measured with a kind of ZeroMQ socket at the client.</summary>
/// <param name="Role">The kind, as endpoints write it.</param>
/// <param name="Modes">What can be measured.</param>
/// <param name="Flows">Which ways messages can go; the first is that of who does not choose.</param>
internal sealed record ZmqPattern(string Role, IReadOnlyList<PerfMode> Modes, IReadOnlyList<DataFlow> Flows)
{
    private static readonly PerfMode[] s_bothWays = [PerfMode.Throughput, PerfMode.PingPong, PerfMode.UnderLoad];
    private static readonly DataFlow[] s_anyWay = [DataFlow.Up, DataFlow.Down, DataFlow.Both];

    private static readonly ZmqPattern[] s_all =
    [
        new("push", [PerfMode.Throughput], [DataFlow.Up]),
        new("pull", [PerfMode.Throughput], [DataFlow.Down]),
        new("pub", [PerfMode.Throughput, PerfMode.Loss], [DataFlow.Up]),
        new("sub", [PerfMode.Throughput, PerfMode.Loss], [DataFlow.Down]),
        new("req", [PerfMode.PingPong], s_anyWay),
        new("pair", s_bothWays, s_anyWay),
        new("dealer", s_bothWays, s_anyWay),
        new("router", s_bothWays, s_anyWay),
    ];

    /// <summary>Which way messages go when nobody chooses: the client's role says it.</summary>
    public static DataFlow FlowOf(string role) => Find(role)?.Flows[0] ?? DataFlow.Up;

    /// <summary>Why something cannot be measured with a kind of socket; null when it can.</summary>
    public static string? Fault(string role, PerfMode mode, DataFlow flow) => Find(role) switch
    {
        null => role switch
        {
            "rep" => "zmq:rep is the server's: the client asks, with zmq:req",
            "xpub" or "xsub" => $"zmq:{role} is measured as zmq:{role[1..]}, which moves messages the same way",
            _ => $"there is no socket type '{role}' that can be measured: there are {Names(s_all)}",
        },
        { Modes: var modes } when !modes.Contains(mode) =>
            $"{NameOf(mode)} cannot be measured with zmq:{role}: it can with {Names(s_all.Where(one => one.Modes.Contains(mode)))}",
        { Flows: var flows } when !flows.Contains(flow) =>
            $"zmq:{role} only {(flows[0] == DataFlow.Up ? "sends" : "receives")}: the other way goes zmq:{Opposite(role)}, and both ways zmq:pair, zmq:dealer or zmq:router",
        _ => null,
    };

    private static ZmqPattern? Find(string role) => s_all.FirstOrDefault(one => one.Role == role);

    private static string Opposite(string role) => Endpoints.ZeroMq.ZmqRole.Parse(role).Other;

    private static string Names(IEnumerable<ZmqPattern> patterns) => string.Join(", ", patterns.Select(static one => "zmq:" + one.Role));

    private static string NameOf(PerfMode mode) => mode.ToString().ToLowerInvariant();
}
