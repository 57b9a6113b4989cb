using Sockets.Tools.Perf.Ends;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Perf.Running;

/// <summary>What histograms that only grow have gained since the last look: the times of an interval.</summary>
internal sealed class IntervalTimes
{
    private Dictionary<long, long> _before = [];

    /// <summary>The times since the last look; null when there is nothing to look at.</summary>
    public HistogramData? Take(IEnumerable<LatencyHistogram> histograms)
    {
        Dictionary<long, long> now = [];
        bool any = false;
        foreach (LatencyHistogram histogram in histograms)
        {
            any = true;
            foreach (LatencyCell cell in histogram.Cells)
            {
                now[cell.From] = now.GetValueOrDefault(cell.From) + cell.Count;
            }
        }

        if (!any)
        {
            return null;
        }

        LatencyHistogram gained = new();
        foreach ((long from, long count) in now)
        {
            long more = count - _before.GetValueOrDefault(from);
            if (more > 0)
            {
                gained.Record(from, more);
            }
        }

        _before = now;
        return HistogramData.Of(gained).WithoutCells();
    }
}
