using Sockets.Transport.Statsd.Internal.Sending;

namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>A counter: sends what was added since the last time.</summary>
internal sealed class CounterSource(StatsdName name) : MeasuredSource
{
    private long _whole;
    private double _real;
    private long _callsTaken;

    public CallCells Cells { get; } = new();

    protected override long Accepted
    {
        get
        {
            Cells.Read(out _, out _, out long calls);
            return calls;
        }
    }

    public override void Measure(long value) => Cells.Add(value);

    public override void Measure(double value)
    {
        if (double.IsFinite(value))
        {
            Cells.Add(value);
        }
        else
        {
            Miss(Drop.Invalid);
        }
    }

    protected override bool CollectValues(Packer packer)
    {
        Cells.Read(out long whole, out double real, out long calls);
        long weight = calls - _callsTaken;
        long wholeMore = unchecked(whole - _whole);
        double realMore = Sendable(real - _real);
        if (weight == 0 && wholeMore == 0 && realMore == 0)
        {
            return true;
        }

        if (!packer.TryAdd(Write, (name, wholeMore, realMore), weight))
        {
            return false;
        }

        _whole = whole;
        _real += realMore;
        _callsTaken = calls;
        Taken += weight;
        return true;
    }

    private static StatsdWriteStatus Write(ref StatsdWriter writer, (StatsdName Name, long Whole, double Real) count) =>
        count.Real == 0 ? writer.TryCount(count.Name, count.Whole) : writer.TryCount(count.Name, count.Whole + count.Real);

    /// <summary>Where a server cuts fractions off, the rest waits until it has come to one.</summary>
    private double Sendable(double more) => name.Dialect.FractionalCounters ? more : Math.Truncate(more);
}
