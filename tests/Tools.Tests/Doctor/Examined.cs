using System.Text.Json;
using Sockets.Tools.Doctor;
using Sockets.Tools.Doctor.Facts;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Doctor;

/// <summary>What a whole run of the doctor said of an endpoint.</summary>
internal static class Examined
{
    /// <summary>The verdicts by the names of their checks, those of the machine left out.</summary>
    public static async Task<Dictionary<string, (string Verdict, string? Fix)>> ByAsync(Machine machine, ExitCode exitCode, params string[] words)
    {
        ToolBench bench = new();
        ExitCode ended = await new DoctorRun(Plans.Doctor(words), bench.Context, machine).RunAsync();
        Assert.True(exitCode == ended, $"{ended}: {bench.Output.Text}");
        using var json = JsonDocument.Parse(bench.Output.Text);
        return json.RootElement.GetProperty("checks").EnumerateArray()
            .Where(static c => c.GetProperty("about").GetString() != "this machine")
            .ToDictionary(
                static c => c.GetProperty("check").GetString()!,
                static c => (c.GetProperty("verdict").GetString()!, c.GetProperty("fix").GetString()),
                StringComparer.Ordinal);
    }
}
