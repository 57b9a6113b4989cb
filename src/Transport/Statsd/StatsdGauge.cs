using Sockets.Transport.Statsd.Internal.Sources;

namespace Sockets.Transport.Statsd;

/// <summary>
/// A value that stands until it is set again. The last value of the time between two flushes is sent, and every tenth flush
/// the value that still stands. Made by <see cref="StatsdClient.CreateGauge"/>; for any thread.
/// </summary>
public sealed class StatsdGauge
{
    private readonly GaugeSource _source;

    internal StatsdGauge(GaugeSource source) => _source = source;

    /// <summary>What it was last set to; 0 before.</summary>
    public double Value => _source.Value;

    /// <summary>Sets it. Never blocks, never throws; what is not finite is dropped and counted.</summary>
    /// <param name="value">The value; also negative, on every server.</param>
    public void Set(double value) => _source.Set(value);

    /// <summary>Changes it. The sum is kept here, and what is sent is the value: a lost packet loses no change.</summary>
    /// <param name="change">By how much.</param>
    public void Add(double change) => _source.Add(change);
}
