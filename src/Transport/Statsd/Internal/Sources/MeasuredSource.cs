namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>A source that an instrument's measurements can go to.</summary>
internal abstract class MeasuredSource : Source
{
    /// <summary>Takes a measurement, exactly where whole numbers are.</summary>
    public virtual void Measure(long value) => Measure((double)value);

    /// <summary>Takes a measurement; one that is not finite is dropped and counted.</summary>
    public abstract void Measure(double value);
}
