namespace Sockets.Tools.Commands.Perf;

/// <summary>What the user wants of <c>perf diff</c>.</summary>
/// <param name="Before">The report of the first run.</param>
/// <param name="After">The report of the second.</param>
/// <param name="Threshold">By what share a figure may be worse; null when that is not judged.</param>
internal sealed record PerfDiffPlan(string Before, string After, double? Threshold);
