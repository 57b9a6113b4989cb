namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>
/// What goes up and down by changes, as a queue's length does: a gauge of the running total. As a counter it would read
/// wrong, since servers begin those at zero with each flush.
/// </summary>
internal sealed class TotalSource(StatsdName name, int repeatAfter) : GaugeSource(name, repeatAfter)
{
    /// <summary>Measurements are changes.</summary>
    public override void Measure(double value) => Add(value);
}
