namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>A source that an instrument's measurements can go to.</summary>
internal abstract class MeasuredSource : Source
{
    /// <summary>Takes a measurement, exactly where whole numbers are.</summary>
    public virtual void Measure(long value) => Measure((double)value);

    /// <summary>Takes a measurement; one that is not finite is dropped and counted.</summary>
    public abstract void Measure(double value);

    /// <summary>All observable instruments were read: what was measured since the last time belongs together.</summary>
    public virtual void EndObservation()
    {
    }
}
