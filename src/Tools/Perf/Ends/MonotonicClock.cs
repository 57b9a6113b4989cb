using System.Diagnostics;

namespace Sockets.Tools.Perf.Ends;

/// <summary>
/// The stopwatch in nanoseconds: <c>CLOCK_MONOTONIC</c> on Linux, one clock for all processes of a host that nobody sets.
/// </summary>
internal static class MonotonicClock
{
    private static readonly double s_nanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    public static long Now => FromTicks(Stopwatch.GetTimestamp());

    public static long FromTicks(long ticks) => Stopwatch.Frequency == 1_000_000_000 ? ticks : (long)(ticks * s_nanosecondsPerTick);
}
