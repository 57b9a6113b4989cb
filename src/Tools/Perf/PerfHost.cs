using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Sockets.Tools.Perf;

/// <summary>Where it ran: the facts without which a figure means nothing.</summary>
internal sealed record PerfHost
{
    [JsonPropertyName("os")]
    public required string System { get; init; }

    public required string Kernel { get; init; }

    public required string Architecture { get; init; }

    /// <summary>The processor's name; null where the system does not tell.</summary>
    [JsonPropertyName("cpu")]
    public string? Processor { get; init; }

    /// <summary>Cores this process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>How many programs wanted a core in the last minute; null where the system does not tell.</summary>
    public double? LoadBefore { get; init; }

    public required string Runtime { get; init; }

    [JsonPropertyName("gc")]
    public required string GarbageCollector { get; init; }

    /// <summary>Whether the library was compiled with optimizations.</summary>
    [JsonPropertyName("optimized")]
    public required bool IsOptimized { get; init; }

    /// <summary>This machine, now.</summary>
    public static PerfHost Read() => new()
    {
        System = RuntimeInformation.OSDescription,
        Kernel = Environment.OSVersion.Version.ToString(),
        Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
        Processor = ReadProcessor(),
        Cores = Environment.ProcessorCount,
        LoadBefore = ReadLoad(),
        Runtime = RuntimeInformation.FrameworkDescription,
        GarbageCollector = GCSettings.IsServerGC ? "server" : "workstation",
        IsOptimized = typeof(Transport.Message).Assembly
            .GetCustomAttributes(typeof(DebuggableAttribute), inherit: false)
            .All(static a => a is not DebuggableAttribute { IsJITOptimizerDisabled: true }),
    };

    private static string? ReadProcessor() => ReadLines("/proc/cpuinfo")
        .FirstOrDefault(static l => l.StartsWith("model name", StringComparison.Ordinal))?
        .Split(':', 2)[^1].Trim();

    private static double? ReadLoad() =>
        double.TryParse(ReadLines("/proc/loadavg").FirstOrDefault()?.Split(' ')[0], CultureInfo.InvariantCulture, out double load) ? load : null;

    private static string[] ReadLines(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
