using System.Diagnostics;
using Sockets.Transport.Statsd.Internal.Sources;

namespace Sockets.Transport.Statsd;

/// <summary>A time being measured; it ends when this is disposed.</summary>
public readonly ref struct StatsdTiming
{
    private static readonly double s_millisecondsPerTick = 1000.0 / Stopwatch.Frequency;

    private readonly SampleSource _source;
    private readonly long _start;

    internal StatsdTiming(SampleSource source, long start)
    {
        _source = source;
        _start = start;
    }

    /// <summary>Records the time since the start. Once.</summary>
    public void Dispose() => _source.Record((Stopwatch.GetTimestamp() - _start) * s_millisecondsPerTick);
}
