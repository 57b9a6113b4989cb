using System.Text.Json;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Doctor;

/// <summary>What the doctor says of one check.</summary>
internal sealed record Found(string Verdict, string? Fix)
{
    /// <summary>The findings of a run of <c>sockets doctor --json</c>, by check.</summary>
    public static async Task<Dictionary<string, Found>> ByAsync(Running doctor, int exitCode)
    {
        Ended ended = await doctor.EndAsync();
        Assert.True(ended.ExitCode == exitCode, $"{ended.ExitCode}: {ended.Text}{ended.Said}");
        using var json = JsonDocument.Parse(ended.Output);
        return json.RootElement.GetProperty("checks").EnumerateArray().ToDictionary(
            static c => c.GetProperty("check").GetString()!,
            static c => new Found(c.GetProperty("verdict").GetString()!, c.GetProperty("fix").GetString()),
            StringComparer.Ordinal);
    }
}
