namespace Sockets.Tools.Perf.Control;

/// <summary>The times, when the probe came.</summary>
/// <param name="MonotonicNs">Of the monotonic clock.</param>
/// <param name="WallNs">Of the wall clock, since 1970.</param>
internal sealed record ClockAnswer(long MonotonicNs, long WallNs) : ControlMessage;
