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

    public void Begin(TestPlan plan, TestEnd near, FarSide far)
    {
        _test++;
        Begin(plan, near.Counts, TakeTimes, far);

        HistogramData? TakeTimes()
        {
            HistogramData? taken = near.NewTimes()?.WithoutCells();
            near.ToldTimes();
            return taken;
        }
    }

    /// <summary>Looks at something that counts and times.</summary>
    /// <param name="plan">What is measured.</param>
    /// <param name="near">What this side has counted so far.</param>
    /// <param name="nearTimes">The times it has recorded since it was asked last; null when it records none.</param>
    /// <param name="far">The other side; null when it says nothing.</param>
    public void Begin(TestPlan plan, Func<EndCounts> near, Func<HistogramData?> nearTimes, FarSide? far)
    {
        // Before the server has said anything, it has counted nothing: what is guessed here would be counted again.
        EndCounts? silent = far is null ? null : new EndCounts();
        long start = MonotonicClock.Now;
        long last = start;
        EndCounts nearBefore = new();
        EndCounts farBefore = new();
        Action<bool> look = isLast =>
        {
            long now = MonotonicClock.Now;
            EndCounts nearNow = near();
            EndCounts? farNow = far?.Counts ?? silent;
            HistogramData? times = nearTimes();
            HistogramData? farTimes = far?.TakeTimes();
            bool isNew = !nearNow.Repeats(nearBefore) || farNow?.Repeats(farBefore) == false || times is { Count: > 0 } || farTimes is not null;
            if (isLast && !isNew)
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
                Up = plan.Mode == PerfMode.PingPong || !plan.Sends(Side.Near) ? null : DirectionInterval.Between(nearSide, farSide) with { OneWay = farTimes },
                Down = !plan.Sends(Side.Far) ? null : DirectionInterval.Between(farSide, nearSide) with { OneWay = times },
                Answers = goesBack ? nearNow.Answered - nearBefore.Answered : 0,
                Times = times,
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
