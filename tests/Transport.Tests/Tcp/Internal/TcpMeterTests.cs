using System.Diagnostics.Metrics;
using Sockets.Transport.Diagnostics;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tcp.Internal;
using Sockets.Transport.Tcp.Internal.Streams;
using Sockets.Transport.Tests.Architecture;

namespace Sockets.Transport.Tests.Tcp.Internal;

/// <summary>The instruments, over connections that the test counts for.</summary>
public sealed class TcpMeterTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _values = [];
    private readonly Dictionary<string, string> _units = [];
    private readonly TcpMeter _tcp;

    public TcpMeterTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter)
            {
                _units.Add(instrument.Name, instrument.Unit!);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
        _tcp = new TcpMeter(_meter);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Add_up_what_is_open_and_what_has_ended()
    {
        Counted one = new() { Stats = new ConnectionStats { MessagesSent = 5, MessagesReceived = 7, WireBytesSent = 100, WireBytesReceived = 50, MessagesPending = 2, BytesPending = 30 } };
        Counted two = new() { Stats = new ConnectionStats { MessagesSent = 1, DroppedOldest = 3, Stalls = 2, StalledTime = TimeSpan.FromSeconds(1.5), MessagesRefused = 4 } };
        _tcp.OnOpened(one);
        _tcp.OnOpened(two);
        Observe();
        Assert.Equal(
            (2, 6, 7, 4, 2, 30),
            (Of("connections"), Of("messages.sent"), Of("messages.received"), Of("messages.refused"), Of("messages.pending"), Of("bytes.pending")));
        Assert.Equal((100, 50), (Of("io transmit"), Of("io receive")));
        Assert.Equal((3, 0, 0, 0), (Of("messages.dropped oldest"), Of("messages.dropped newest"), Of("messages.dropped conflated"), Of("messages.dropped close")));
        Assert.Equal((2, 1.5), (Of("credit.stalls"), Of("credit.stalled_time")));

        one.Stats = one.Stats with { MessagesPending = 0, BytesPending = 0, DroppedAtClose = 2 };
        _tcp.OnClosed(one, CloseReason.PeerReset);
        Observe();

        Assert.Equal((1, 6, 7, 0, 2), (Of("connections"), Of("messages.sent"), Of("messages.received"), Of("messages.pending"), Of("messages.dropped close")));
        Assert.Equal(1, Of("connections.closed PeerReset"));
    }

    [Fact]
    public void Count_an_end_once()
    {
        Counted one = new() { Stats = new ConnectionStats { MessagesSent = 5 } };
        _tcp.OnOpened(one);
        _tcp.OnClosed(one, CloseReason.LocalClose);
        _tcp.OnClosed(one, CloseReason.LocalClose);
        Observe();

        Assert.Equal((0, 5, 1), (Of("connections"), Of("messages.sent"), Of("connections.closed LocalClose")));
    }

    [Fact]
    public void Count_what_outlives_its_connection_once()
    {
        Counted one = new() { IsOver = false, Stats = new ConnectionStats { MessagesSent = 5 } };
        _tcp.OnOpened(one);
        _tcp.OnClosed(one, CloseReason.PeerReset);
        _tcp.OnOpened(one);
        Observe();
        Assert.Equal((1, 5, 1), (Of("connections"), Of("messages.sent"), Of("connections.closed PeerReset")));

        _tcp.OnEnded(one);
        _tcp.OnEnded(one);
        Observe();
        Assert.Equal((0, 5), (Of("connections"), Of("messages.sent")));
    }

    [Fact]
    public void Count_as_sent_what_a_gap_lost_later()
    {
        Counted one = new() { Stats = new ConnectionStats { MessagesSent = 5 } };
        _tcp.OnOpened(one);
        one.Stats = one.Stats with { MessagesSent = 3, LostInGaps = 2 };
        Observe();
        Assert.Equal(5, Of("messages.sent"));
    }

    [Fact]
    public void Record_refusals_by_reason_and_round_trips_in_seconds()
    {
        _tcp.OnRefused(CloseReason.LimitReached);
        _tcp.OnRoundTrip(TimeSpan.FromMilliseconds(250));

        Assert.Equal((1, 0.25), (Of("connections.refused LimitReached"), Of("round_trip")));
    }

    [Fact]
    public void Are_those_that_the_mode_page_lists()
    {
        string page = House.Read("docs/modes/tcp.md");
        string[] listed =
        [
            .. page.Split('\n').Where(line => line.StartsWith("| `sockets.tcp.", StringComparison.Ordinal))
                .Select(line => line.Split('|')).Select(cells => $"{cells[1].Trim(' ', '`')} in {cells[2].Trim(' ', '`')}").Order(StringComparer.Ordinal),
        ];

        Assert.Equal(listed, _units.Select(pair => $"{pair.Key} in {pair.Value}").Order(StringComparer.Ordinal));
        Assert.Contains(MeterNames.Tcp, page, StringComparison.Ordinal);
    }

    private void Observe()
    {
        _listener.RecordObservableInstruments();
    }

    private double Of(string name) => _values.GetValueOrDefault($"sockets.tcp.{name}");

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string name = tags.IsEmpty ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
        _values[name] = value + (instrument.IsObservable ? 0 : _values.GetValueOrDefault(name));
    }

    /// <summary>A connection that is nothing but its counters.</summary>
    private sealed class Counted : IStreamUser
    {
        public bool IsOver { get; init; } = true;

        public ConnectionStats Stats { get; set; }

        public string Kind => "test";

        public Memory<byte> Direct => default;

        public ConnectionStats GetStats() => Stats;

        public int OnBytes(ReadOnlySpan<byte> received) => throw new NotSupportedException();

        public void OnDirect(int count) => throw new NotSupportedException();

        public void OnOpened() => throw new NotSupportedException();

        public bool OnBurstEnd() => throw new NotSupportedException();

        public ValueTask WaitForRoomAsync() => throw new NotSupportedException();

        public void OnPeerFinished(ReadOnlySpan<byte> rest) => throw new NotSupportedException();

        public int WriteControl(Span<byte> destination, ulong messagesOnWire) => throw new NotSupportedException();

        public void OnRoom() => throw new NotSupportedException();

        public void OnTick(long now) => throw new NotSupportedException();

        public void OnClosing(CloseReason reason, Exception? error) => throw new NotSupportedException();

        public void OnClosed(CloseReason reason, Exception? error) => throw new NotSupportedException();
    }
}
