using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.EndToEnd.Multicast;
using Sockets.EndToEnd.Scale;
using Sockets.EndToEnd.Tcp;

if (args is [EndOrder.Word, ..])
{
    return await ChildProgram.RunAsync(args, TcpEnds.All.Concat(ScaleEnds.All).ToDictionary());
}

try
{
    if (args is ["tcp", .. string[] words])
    {
        Scenario[] scenarios = [.. FloorScenario.All(), .. OneWayScenario.All(), .. BulkScenario.All(), .. TlsScenario.All(), .. CompressionScenario.All(), .. FanOutScenario.All(), .. ResumeScenario.All()];
        return await BenchProgram.RunAsync(scenarios, BenchOptions.Parse(words));
    }

    if (args is ["scale", .. string[] others])
    {
        Scenario[] scenarios = [.. IdleScenario.All(), .. BusyScenario.All(), .. SubscribersScenario.All()];
        return await BenchProgram.RunAsync(scenarios, BenchOptions.Parse(others));
    }

    if (args is ["multicast", .. string[] datagrams])
    {
        return await BenchProgram.RunAsync([.. MulticastScenario.All()], BenchOptions.Parse(datagrams));
    }
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync(e.Message);
}

await Console.Error.WriteLineAsync(BenchOptions.Usage);
return 2;
