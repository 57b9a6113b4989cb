using BenchmarkDotNet.Attributes;
using Sockets.Transport.Statsd;

namespace Sockets.Micro.Statsd;

/// <summary>What formatting one packet costs.</summary>
[MemoryDiagnoser]
public class StatsdWriterBenchmarks
{
    private readonly byte[] _packet = new byte[StatsdOptions.DefaultDatagramBytes];
    private readonly double[] _values = [.. Enumerable.Range(0, 100).Select(i => i / 8.0)];
    private readonly StatsdName _name = new(StatsdDialect.DogStatsd, "orders.filled", [new("venue", "LSE")]);

    /// <summary>As many counts as fit 1,432 bytes.</summary>
    [Benchmark]
    public int PacketOfCounts()
    {
        StatsdWriter writer = new(_packet);
        int lines = 0;
        while (writer.TryCount(_name, 1234) == StatsdWriteStatus.Written)
        {
            lines++;
        }

        return lines;
    }

    /// <summary>A hundred values on one line.</summary>
    [Benchmark]
    public int LineOfValues()
    {
        StatsdWriter writer = new(_packet);
        return writer.TryValues(_name, StatsdMetricType.Timer, _values, 1, out _);
    }
}
