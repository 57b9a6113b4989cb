using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Tests.Perf.Ends;

/// <summary>Plans of tests, as short as they may be.</summary>
internal static class PlanSamples
{
    public static TestPlan Throughput => new()
    {
        Mode = PerfMode.Throughput,
        Flow = DataFlow.Up,
        SizeBytes = 64,
        Streams = 1,
        TimeNs = 20_000_000,
        WarmupNs = 0,
    };

    public static TestPlan UnderLoad => Throughput with { Mode = PerfMode.UnderLoad, MessagesPerSecond = 2_000 };

    public static TestPlan Loss => Throughput with { Mode = PerfMode.Loss, Datagrams = new DatagramPlan { Port = 5000, DatagramBytes = 1472 } };
}
