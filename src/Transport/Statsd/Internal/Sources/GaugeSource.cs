using Sockets.Transport.Statsd.Internal.Sending;

namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>
/// A gauge: sends the value it has, when it was set since the last time, and now and then when it was not: a datagram may
/// have been lost, or the server started anew.
/// </summary>
internal class GaugeSource(StatsdName name, int repeatAfter) : MeasuredSource
{
    /// <summary>It is not sent again unless it is set again.</summary>
    public const int Never = int.MaxValue;

    private double _value;
    private long _sets;
    private long _setsTaken;
    private int _idle = -1;

    public double Value => Volatile.Read(ref _value);

    protected override long Accepted => Volatile.Read(ref _sets);

    public void Set(double value)
    {
        if (!double.IsFinite(value))
        {
            Miss(Drop.Invalid);
            return;
        }

        // The value first: who sees the call sees at least this value.
        Volatile.Write(ref _value, value);
        Interlocked.Increment(ref _sets);
    }

    public void Add(double change)
    {
        double seen = Volatile.Read(ref _value);
        while (double.IsFinite(seen + change))
        {
            double found = Interlocked.CompareExchange(ref _value, seen + change, seen);
            if (BitConverter.DoubleToInt64Bits(found) == BitConverter.DoubleToInt64Bits(seen))
            {
                Interlocked.Increment(ref _sets);
                return;
            }

            seen = found;
        }

        Miss(Drop.Invalid);
    }

    /// <summary>The last measurement stands.</summary>
    public override void Measure(double value) => Set(value);

    protected override bool CollectValues(Packer packer)
    {
        long sets = Accepted;
        long weight = sets - _setsTaken;
        if (weight == 0 && (_idle < 0 || ++_idle < repeatAfter))
        {
            return true;
        }

        if (!packer.TryAdd(static (ref StatsdWriter writer, (StatsdName Name, double Value) gauge) => writer.TryGauge(gauge.Name, gauge.Value), (name, Value), weight))
        {
            return false;
        }

        _setsTaken = sets;
        Taken += weight;
        _idle = 0;
        return true;
    }
}
