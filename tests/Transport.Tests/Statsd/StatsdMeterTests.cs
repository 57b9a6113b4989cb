using System.Diagnostics.Metrics;
using Sockets.Transport.Statsd;
using Sockets.Transport.Statsd.Internal;
using Sockets.Transport.Statsd.Internal.Sending;
using Sockets.Transport.Statsd.Internal.Sources;

namespace Sockets.Transport.Tests.Statsd;

/// <summary>The instruments, over clients whose counters the test knows.</summary>
public sealed class StatsdMeterTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _values = [];
    private readonly StatsdMeter _statsd;

    public StatsdMeterTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
        _statsd = new StatsdMeter(_meter);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Add_up_what_open_clients_did_and_what_disposed_ones_had_done()
    {
        using Pump one = Flushed("a:1|c", "b:1|c");
        using Pump two = Flushed("c:1|c", "\0");
        _statsd.OnOpened(one);
        _statsd.OnOpened(two);
        Observe();
        Assert.Equal((2, 3, 2, 0), (Of("clients"), Of("calls.sent"), Of("packets.sent"), Of("calls.pending")));
        Assert.Equal((16, 1, 0), (Of("bytes.sent"), Of("calls.dropped too_large"), Of("calls.dropped refused")));

        one.Dispose();
        _statsd.OnClosed(one);
        _statsd.OnClosed(one);
        Observe();
        Assert.Equal((1, 3, 2), (Of("clients"), Of("calls.sent"), Of("packets.sent")));
    }

    /// <summary>A pump that has sent these lines; one that is a NUL was too long for anything.</summary>
    private static Pump Flushed(params string[] lines)
    {
        LineSource source = new(capacity: 100, onHalfFull: static () => { });
        foreach (string line in lines)
        {
            if (line == "\0")
            {
                source.Miss(Drop.TooLarge);
            }
            else
            {
                source.Add(System.Text.Encoding.UTF8.GetBytes(line));
            }
        }

        Pump pump = new(source, new SourceSet(1), new EndlessPath(), StatsdFraming.Datagram, limit: 64);
        pump.Begin();
        Assert.Null(pump.Slice());
        return pump;
    }

    private void Observe()
    {
        _values.Clear();
        _listener.RecordObservableInstruments();
    }

    private long Of(string name) => _values[name];

    private void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _values.Add(instrument.Name["sockets.statsd.".Length..] + (tags.Length > 0 ? $" {tags[0].Value}" : ""), value);

    /// <summary>Takes everything.</summary>
    private sealed class EndlessPath : IPath
    {
        public System.Net.Sockets.SocketError LastError => default;

        public int Opened => 1;

        public TimeSpan? RetryIn => null;

        public bool IsReady() => true;

        public PathResult TrySend(ReadOnlySpan<byte> packet, ref int offset) => PathResult.Sent;

        public void Dispose()
        {
        }
    }
}
