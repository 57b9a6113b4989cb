using System.Diagnostics.Metrics;
using Sockets.Transport.Diagnostics;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq.Internal;

/// <summary>The instruments of the room say what its sockets counted. Other tests' sockets count too, so only growth is looked at.</summary>
[Collection(Alone.Name)]
public sealed class ZmqMeterTests : IAsyncDisposable
{
    private readonly ZmqRig _rig = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _values = [];

    public ZmqMeterTests()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == MeterNames.ZeroMq)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _listener.Dispose();
    }

    [Fact]
    public async Task Instruments_grow_by_what_was_sent_received_and_dropped()
    {
        ZmqPublisher publisher = _rig.Publisher(out string endpoint);
        Dictionary<string, long> before = Observe();
        ZmqSubscriber subscriber = await _rig.SubscriberAsync(publisher, endpoint, options: null, "A");
        publisher.Publish("B"u8);
        publisher.Publish("A1"u8);
        publisher.Publish("A2"u8);
        Assert.Equal("A1", Text(await subscriber.ReceiveAsync(Token).WithinAsync()));
        await Eventually.TrueAsync(() => publisher.GetStats().Traffic.Sent == 2 && subscriber.GetStats().Traffic.Unread == 1);
        Dictionary<string, long> after = Observe();
        Assert.Equal((2, 2, 1), (Growth("messages.sent"), Growth("messages.received"), Growth("messages.unmatched")));
        Assert.Equal((2, 2, 0), (Growth("peers"), Growth("connects"), Growth("messages.pending")));
        Assert.Equal(0, Growth("messages.dropped newest") + Growth("messages.dropped oldest") + Growth("messages.dropped conflated") + Growth("messages.dropped close"));
        Assert.True(Growth("io transmit") > 0);
        Assert.Equal(Growth("io transmit"), Growth("io receive"));

        await subscriber.DisposeAsync().WithinAsync();
        await publisher.DisposeAsync().WithinAsync();
        after = Observe();
        Assert.Equal((2, 2, 0), (Growth("messages.sent"), Growth("messages.received"), Growth("peers")));

        long Growth(string name) => after[name] - before[name];
    }

    private void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _values[instrument.Name["sockets.zeromq.".Length..] + (tags.Length > 0 ? $" {tags[0].Value}" : "")] = value;

    private Dictionary<string, long> Observe()
    {
        _values.Clear();
        _listener.RecordObservableInstruments();
        return new Dictionary<string, long>(_values);
    }
}
