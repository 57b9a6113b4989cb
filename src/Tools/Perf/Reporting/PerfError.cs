namespace Sockets.Tools.Perf.Reporting;

/// <summary>What went wrong.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Message">In words.</param>
/// <param name="Hint">What to do about it.</param>
internal sealed record PerfError(int Code, string Message, string? Hint);
