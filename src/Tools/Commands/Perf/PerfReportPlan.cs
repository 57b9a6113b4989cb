namespace Sockets.Tools.Commands.Perf;

/// <summary>What the user wants of <c>perf report</c>.</summary>
/// <param name="Run">The report to read.</param>
/// <param name="Out">The page to write; null for standard output.</param>
internal sealed record PerfReportPlan(string Run, string? Out);
