using System.Globalization;
using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Control;

/// <summary>Notices when the wall clock of this host is set while something is measured by it.</summary>
internal sealed class WallClockWatch
{
    /// <summary>What a clock that is merely kept right does not move by within a test.</summary>
    private static readonly TimeSpan s_most = TimeSpan.FromMilliseconds(1);

    private readonly Func<long> _apart;
    private readonly long _before;

    public WallClockWatch()
        : this(static () => ClockComparison.WallNs() - MonotonicClock.Now)
    {
    }

    /// <param name="apart">How far the wall clock is from one that nobody sets, in nanoseconds.</param>
    public WallClockWatch(Func<long> apart)
    {
        _apart = apart;
        _before = apart();
    }

    /// <summary>What to say about it; null when it was not set.</summary>
    public string? Notice
    {
        get
        {
            TimeSpan step = TimeSpan.FromTicks((_apart() - _before) / TimeSpan.NanosecondsPerTick);
            return step.Duration() <= s_most ? null : string.Create(
                CultureInfo.InvariantCulture, $"the wall clock of this host was set by {step.TotalMilliseconds:0.###} ms during the test: one-way times and jitter mean nothing");
        }
    }
}
