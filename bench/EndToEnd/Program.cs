using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Compression;
using Sockets.EndToEnd.Harness;
using Sockets.EndToEnd.Multicast;
using Sockets.EndToEnd.Scale;
using Sockets.EndToEnd.Statsd;
using Sockets.EndToEnd.Tcp;
using Sockets.EndToEnd.ZeroMq;

if (args is [EndOrder.Word, ..])
{
    return await ChildProgram.RunAsync(args, TcpEnds.All.Concat(ScaleEnds.All).Concat(ZeroMqEnds.All).ToDictionary());
}

IReadOnlyList<Scenario>? scenarios = args.FirstOrDefault() switch
{
    "all" => [.. Everything().Where(scenario => scenario.Comparisons.Count > 0).Select(scenario => scenario.OnlyCompared())],
    "tcp" => [.. Tcp()],
    "scale" => [.. IdleScenario.All(), .. BusyScenario.All(), .. SubscribersScenario.All()],
    "multicast" => [.. MulticastScenario.All()],
    "statsd" => [.. StatsdScenarios.All()],
    "zeromq" => [.. ZeroMqScenario.All()],
    "lz4" => [.. BlockScenario.All()],
    _ => null,
};
try
{
    if (scenarios is not null)
    {
        return await BenchProgram.RunAsync(scenarios, BenchOptions.Parse(args[1..]));
    }
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync(e.Message);
}

await Console.Error.WriteLineAsync(BenchOptions.Usage);
return 2;

static IEnumerable<Scenario> Tcp() =>
[
    .. FloorScenario.All(), .. OneWayScenario.All(), .. BulkScenario.All(), .. TlsScenario.All(), .. CompressionScenario.All(),
    .. FanOutScenario.All(), .. ResumeScenario.All(),
];

static IEnumerable<Scenario> Everything() =>
    [.. Tcp(), .. MulticastScenario.All(), .. StatsdScenarios.All(), .. ZeroMqScenario.All(), .. BlockScenario.All()];
