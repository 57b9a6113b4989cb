using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Perf.Running;

/// <summary>What the server says of its side while a test runs. Any thread may ask.</summary>
internal sealed class FarSide
{
    private readonly Lock _gate = new();
    private readonly LatencyHistogram _times = new();
    private EndCounts? _counts;

    /// <summary>What it had counted when it last said so; null before it has said anything.</summary>
    public EndCounts? Counts => Volatile.Read(ref _counts);

    /// <summary>It has said how far it is.</summary>
    /// <exception cref="ToolException">It says times that are none.</exception>
    public void Add(Progress progress)
    {
        lock (_gate)
        {
            try
            {
                progress.Times?.AddTo(_times);
            }
            catch (FormatException e)
            {
                throw new ToolException(ExitCode.ProtocolError, "the server says times that are none: " + e.Message.TrimEnd('.'), innerException: e);
            }
        }

        Volatile.Write(ref _counts, progress.Counts);
    }

    /// <summary>The times that it has told since they were taken last; null when it has told none.</summary>
    public HistogramData? TakeTimes()
    {
        lock (_gate)
        {
            if (_times.Count == 0)
            {
                return null;
            }

            HistogramData taken = HistogramData.Of(_times).WithoutCells();
            _times.Reset();
            return taken;
        }
    }
}
