using System.Text.Json.Serialization;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>What became of an expectation.</summary>
/// <param name="Expr">As it was written.</param>
/// <param name="Ok">Whether it was met.</param>
/// <param name="Value">The value that decided; null when it was not measured.</param>
internal sealed record Expected(string Expr, bool Ok, double? Value)
{
    /// <summary>The value in its unit, for people.</summary>
    [JsonIgnore]
    public string? Shown { get; init; }
}
