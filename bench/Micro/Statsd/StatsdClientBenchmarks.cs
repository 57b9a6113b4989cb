using System.Net;
using BenchmarkDotNet.Attributes;
using Sockets.Transport.Statsd;

namespace Sockets.Micro.Statsd;

/// <summary>What one use of a handle costs. Nobody flushes meanwhile: the interval is a minute.</summary>
[MemoryDiagnoser]
public class StatsdClientBenchmarks
{
    private static readonly StatsdTag[] s_tags = [new("venue", "LSE")];

    private StatsdClient _client = null!;
    private StatsdCounter _counter = null!;
    private StatsdGauge _gauge = null!;
    private StatsdTimer _timer = null!;
    private StatsdTimer _sampled = null!;
    private StatsdSet _set = null!;

    [GlobalSetup]
    public void Setup()
    {
        _client = new StatsdClient(new StatsdOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 9),
            Dialect = StatsdDialect.DogStatsd,
            FlushInterval = TimeSpan.FromMinutes(1),
            FlushTimeout = TimeSpan.Zero,
        });
        _counter = _client.CreateCounter("orders.filled", s_tags);
        _gauge = _client.CreateGauge("queue.depth", s_tags);
        _timer = _client.CreateTimer("rtt", 1, s_tags);
        _sampled = _client.CreateTimer("rtt.sampled", 0.1, s_tags);
        _set = _client.CreateSet("users", s_tags);
    }

    [GlobalCleanup]
    public async Task CleanupAsync() => await _client.DisposeAsync();

    [Benchmark]
    public void CounterAdd() => _counter.Add(1);

    [Benchmark]
    public void GaugeSet() => _gauge.Set(3.5);

    [Benchmark]
    public void TimerRecord() => _timer.Record(12.5);

    [Benchmark]
    public void SampledTimerRecord() => _sampled.Record(12.5);

    [Benchmark]
    public void SetAdd() => _set.Add(17);

    [Benchmark]
    public void CountByName() => _client.Count("orders.filled"u8, 1, s_tags);
}
