using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;

namespace Sockets.Tools.Perf.Running;

/// <summary>Tells, on a thread of its own, what happens in each interval of a test.</summary>
internal sealed class IntervalWatcher : ITestWatcher, IDisposable
{
    private readonly TimeSpan _interval;
    private readonly Action<PerfInterval> _tell;
    private int _test = -1;
    private Ticker? _ticker;
    private Action<bool>? _look;

    /// <param name="interval">How often.</param>
    /// <param name="tell">What to do with each.</param>
    public IntervalWatcher(TimeSpan interval, Action<PerfInterval> tell)
    {
        _interval = interval;
        _tell = tell;
    }

    /// <summary>Which test is under way, or was the last, from 0.</summary>
    public int Test => _test;

    public void Begin(TestPlan plan, TestEnd near, Func<EndCounts?> far)
    {
        _test++;

        // Before the server has said anything, it has counted nothing: what is guessed here would be counted again.
        EndCounts nothing = new();
        Begin(plan, near.Counts, near.Times, () => far() ?? nothing);
    }

    /// <summary>Looks at something that counts and times.</summary>
    public void Begin(TestPlan plan, Func<EndCounts> near, IEnumerable<Transport.Measurement.LatencyHistogram> histograms, Func<EndCounts?> far)
    {
        long start = MonotonicClock.Now;
        long last = start;
        EndCounts nearBefore = new();
        EndCounts farBefore = new();
        IntervalTimes times = new();
        Action<bool> look = isLast =>
        {
            long now = MonotonicClock.Now;
            EndCounts nearNow = near();
            EndCounts? farNow = far();
            if (isLast && nearNow == nearBefore && (farNow ?? farBefore) == farBefore)
            {
                // The last look was at the end.
                return;
            }

            (EndCounts, EndCounts) nearSide = (nearBefore, nearNow);
            (EndCounts, EndCounts)? farSide = farNow is null ? null : (farBefore, farNow);
            bool goesBack = plan.Mode is PerfMode.PingPong or PerfMode.UnderLoad;
            _tell(new PerfInterval
            {
                Test = _test,
                TNs = now - start,
                DurNs = now - last,
                Omitted = last - start < plan.WarmupNs,
                MessageBytes = plan.SizeBytes == 0 ? null : plan.SizeBytes,
                Up = plan.Mode == PerfMode.PingPong || !plan.Sends(Side.Near) ? null : DirectionInterval.Between(nearSide, farSide),
                Down = !plan.Sends(Side.Far) ? null : DirectionInterval.Between(farSide, nearSide),
                Answers = goesBack ? nearNow.Answered - nearBefore.Answered : 0,
                Times = times.Take(histograms),
            });
            (last, nearBefore, farBefore) = (now, nearNow, farNow ?? farBefore);
        };
        _look = look;
        _ticker = new Ticker(_interval, () => look(false));
    }

    /// <summary>Tells what happened since the last interval too.</summary>
    public void End()
    {
        Dispose();
        _look?.Invoke(true);
        _look = null;
    }

    public void Dispose()
    {
        _ticker?.Dispose();
        _ticker = null;
    }
}
