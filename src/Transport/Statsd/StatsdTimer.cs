using System.Diagnostics;
using Sockets.Transport.Statsd.Internal.Sources;

namespace Sockets.Transport.Statsd;

/// <summary>
/// How long something took. Fractions of a millisecond are kept. Made by <see cref="StatsdClient.CreateTimer"/>; for any
/// thread.
/// </summary>
public sealed class StatsdTimer
{
    private readonly SampleSource _source;

    internal StatsdTimer(SampleSource source) => _source = source;

    /// <summary>Records a time. Never blocks, never throws; a negative one is dropped and counted.</summary>
    /// <param name="elapsed">The time.</param>
    public void Record(TimeSpan elapsed) => _source.Record(elapsed.Ticks / (double)TimeSpan.TicksPerMillisecond);

    /// <summary>Records a time. Never blocks, never throws; a negative one, or one that is no number, is dropped and counted.</summary>
    /// <param name="milliseconds">Milliseconds with their fraction.</param>
    public void Record(double milliseconds) => _source.Record(milliseconds);

    /// <summary>Measures until the result is disposed: <c>using (timer.Start()) { … }</c>.</summary>
    public StatsdTiming Start() => new(_source, Stopwatch.GetTimestamp());
}
