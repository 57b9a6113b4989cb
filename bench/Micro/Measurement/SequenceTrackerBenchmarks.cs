using BenchmarkDotNet.Attributes;
using Sockets.Transport.Measurement;

namespace Sockets.Micro.Measurement;

/// <summary>What it costs to know what a number is.</summary>
[MemoryDiagnoser]
public class SequenceTrackerBenchmarks
{
    private readonly SequenceTracker _tracker = new();
    private readonly LatencyHistogram _histogram = new();
    private long _next;

    /// <summary>A stream without any fault.</summary>
    [Benchmark(Baseline = true)]
    public long InOrder() => _tracker.Arrive(_next++).Opened;

    /// <summary>Every second number is lost.</summary>
    [Benchmark]
    public long EverySecondLost() => _tracker.Arrive(_next += 2).Opened;

    /// <summary>Every pair of neighbours is swapped.</summary>
    [Benchmark(OperationsPerInvoke = 2)]
    public long Swapped()
    {
        _next += 2;
        _tracker.Arrive(_next);
        return _tracker.Arrive(_next - 1).Opened;
    }

    /// <summary>A duration into the histogram.</summary>
    [Benchmark]
    public void RecordLatency() => _histogram.Record(_next++ & 0xFFFFF);
}
