using System.Diagnostics;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;
using Sockets.EndToEnd.Peers;

namespace Sockets.EndToEnd.Harness;

/// <summary>What really ran: the facts without which a figure means nothing.</summary>
internal sealed record Banner(IReadOnlyList<KeyValuePair<string, string>> Facts)
{
    private static readonly string[] s_knobs =
    [
        "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT",
        "DOTNET_TieredPGO", "DOTNET_TieredCompilation", "DOTNET_TC_QuickJitForLoops", "DOTNET_ReadyToRun",
        "DOTNET_gcServer", "DOTNET_gcConcurrent", "DOTNET_GCHeapCount", "DOTNET_PROCESSOR_COUNT",
    ];

    public static Banner Read(BenchOptions options)
    {
        List<KeyValuePair<string, string>> facts =
        [
            new("library", typeof(Transport.Message).Assembly
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown"),
            new("build", IsOptimized() ? "Release" : "DEBUG: the figures mean nothing"),
            new("runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}"),
            new("tiered PGO", Setting("System.Runtime.TieredPGO", "DOTNET_TieredPGO")),
            new("tiered compilation", Setting("System.Runtime.TieredCompilation", "DOTNET_TieredCompilation")),
            new("GC", $"{(GCSettings.IsServerGC ? "server" : "workstation")}, {GCSettings.LatencyMode}"),
            new("system", $"{RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}"),
            new("processor", $"{ProcessorModel()}, {Environment.ProcessorCount} cores seen"),
            new("load average before", LoadAverage()),
            new("environment", Knobs()),
            new("libzmq", ZmqLibrary.Version ?? "absent"),
            new("iperf3", Iperf3Leg.Version ?? "absent"),
            new("path", "IPv4 loopback; both ends of a TCP or ZeroMQ leg in processes of their own, on cores the scheduler chooses unless the scenario says otherwise"),
            new("passes", $"{options.Passes} scored, 1 discarded before them; each {options.Plan.Warmup.TotalSeconds:0.##} s "
                + $"warm-up and {options.Plan.Scored.TotalSeconds:0.##} s scored; legs reshuffled every pass, seed {options.Seed}"),
        ];
        return new Banner(facts);
    }

    private static bool IsOptimized() =>
        typeof(Banner).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };

    private static string Setting(string appContext, string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } value ? $"{value} ({variable})"
        : AppContext.TryGetSwitch(appContext, out bool isOn) ? $"{(isOn ? "on" : "off")} (runtimeconfig)"
        : "on (default)";

    private static string Knobs()
    {
        string[] set = [.. s_knobs.Where(k => Environment.GetEnvironmentVariable(k) is not null)
            .Select(k => $"{k}={Environment.GetEnvironmentVariable(k)}")];
        return set.Length == 0 ? "no DOTNET_ setting that matters; socket completions not inlined" : string.Join(' ', set);
    }

    private static string ProcessorModel() => OperatingSystem.IsLinux()
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?
            .Split(':', 2)[1].Trim() ?? "unknown"
        : "unknown";

    private static string LoadAverage() => OperatingSystem.IsLinux()
        ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3))
        : "unknown";
}
