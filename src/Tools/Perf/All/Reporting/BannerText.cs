using System.Globalization;
using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.All.Reporting;

/// <summary>What really ran, and where.</summary>
internal static class BannerText
{
    public static IEnumerable<string> Lines(PerfHost host, MeasuringTime time)
    {
        yield return $"sockets {ToolVersion.Text}, perf all: TCP, multicast, StatsD, ZeroMQ";
        yield return PerfText.Labelled("system", $"{host.System}, kernel {host.Kernel}, {host.Architecture}");
        yield return PerfText.Labelled("processor", $"{HumanText.Count(host.Cores, "core")}{(host.Processor is { } name ? $", {name}" : "")}");
        if (host.LoadBefore is { } load)
        {
            string busy = load >= host.Cores ? ": BUSY, expect worse figures than it can do" : "";
            yield return PerfText.Labelled("load before", load.ToString("F2", CultureInfo.InvariantCulture) + busy);
        }

        string build = host.IsOptimized ? "optimized" : "NOT optimized: the figures mean little, use -c Release";
        yield return PerfText.Labelled("runtime", $"{host.Runtime}, {host.GarbageCollector} GC");
        yield return PerfText.Labelled("build", build);
        yield return PerfText.Labelled("path", "127.0.0.1, both ends in this process, one measurement at a time");
        yield return PerfText.Labelled("time", $"{HumanText.Time(time.Scored)} each, and {HumanText.Time(time.WarmUp)} to warm up where speed is measured");
    }
}
