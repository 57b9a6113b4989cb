using Sockets.Transport.Measurement;

namespace Sockets.Tools.Perf.Ends;

/// <summary>
/// What histograms that only grow have gained since it was told last: the times of an interval. Who records into them does
/// nothing for it.
/// </summary>
internal sealed class IntervalTimes
{
    // Kept from look to look: a histogram is too large to leave one to the collector every quarter of a second.
    private readonly LatencyHistogram _gained = new();
    private Dictionary<long, long> _before = [];
    private Dictionary<long, long> _now = [];

    /// <summary>The times since they were told last, to a thousandth; null when there is nothing to look at.</summary>
    public HistogramData? Look(IEnumerable<LatencyHistogram> histograms)
    {
        bool any = false;
        foreach (LatencyHistogram histogram in histograms)
        {
            any = true;
            foreach (LatencyCell cell in histogram.Cells)
            {
                _now[cell.From] = _now.GetValueOrDefault(cell.From) + cell.Count;
            }
        }

        if (!any)
        {
            return null;
        }

        foreach ((long from, long count) in _now)
        {
            long more = count - _before.GetValueOrDefault(from);
            if (more > 0)
            {
                _gained.Record(from, more);
            }
        }

        (_before, _now) = (_now, _before);
        _now.Clear();
        return HistogramData.Of(_gained);
    }

    /// <summary>What was looked at is told; until then it is looked at again.</summary>
    public void Told() => _gained.Reset();
}
