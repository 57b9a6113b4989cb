using System.Diagnostics.Metrics;
using Sockets.Transport.Diagnostics;
using Sockets.Transport.Tcp.Internal.Streams;

namespace Sockets.Transport.Tcp.Internal;

/// <summary>
/// The instruments of <see cref="MeterNames.Tcp"/>. A message costs them nothing: they add up what the connections have
/// counted when somebody asks, and what those had counted that have ended.
/// </summary>
internal sealed class TcpMeter
{
    private readonly Lock _gate = new();
    private readonly HashSet<IStreamUser> _open = [];
    private readonly Counter<long> _closed;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _roundTrip;
    private Totals _ended;

    public TcpMeter(Meter meter)
    {
        meter.CreateObservableUpDownCounter("sockets.tcp.connections", () => Count().Connections, "{connection}", "Connections that are open, those still shaking hands included.");
        meter.CreateObservableCounter("sockets.tcp.messages.sent", () => Count().Sent, "{message}", "Messages of which the kernel took every byte, each once, and those that a gap lost.");
        meter.CreateObservableCounter("sockets.tcp.messages.received", () => Count().Received, "{message}", "Messages that arrived whole.");
        meter.CreateObservableCounter("sockets.tcp.messages.refused", () => Count().Refused, "{message}", "Messages that stayed with the caller, who was told why.");
        meter.CreateObservableCounter("sockets.tcp.messages.dropped", Dropped, "{message}", "Messages dropped here, by cause.");
        meter.CreateObservableUpDownCounter("sockets.tcp.messages.pending", () => Count().Pending, "{message}", "Messages accepted or waiting, and not yet taken by the kernel.");
        meter.CreateObservableUpDownCounter("sockets.tcp.bytes.pending", () => Count().PendingBytes, "By", "Bytes that wait to be sent, headers included.");
        meter.CreateObservableCounter("sockets.tcp.io", Io, "By", "Bytes the kernel took and gave, headers and control frames included.");
        meter.CreateObservableCounter("sockets.tcp.credit.stalls", () => Count().Stalls, "{stall}", "How often a sender ran out of the receiver's credit.");
        meter.CreateObservableCounter("sockets.tcp.credit.stalled_time", () => Count().StalledSeconds, "s", "How long senders were held back by the receiver's credit.");
        _closed = meter.CreateCounter<long>("sockets.tcp.connections.closed", "{connection}", "Connections that ended, by reason.");
        _refused = meter.CreateCounter<long>("sockets.tcp.connections.refused", "{connection}", "Connections that a server did not let in, by reason.");
        _roundTrip = meter.CreateHistogram<double>("sockets.tcp.round_trip", "s", "Round trips of heartbeats.");
    }

    /// <summary>The one all connections write to.</summary>
    public static TcpMeter Instance { get; } = new(new Meter(MeterNames.Tcp));

    public void OnOpened(IStreamUser user)
    {
        lock (_gate)
        {
            _open.Add(user);
        }
    }

    /// <summary>A connection has ended. The counters of what outlives it go on.</summary>
    public void OnClosed(IStreamUser user, CloseReason reason)
    {
        lock (_gate)
        {
            if (!_open.Contains(user))
            {
                return;
            }
        }

        _closed.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));
        if (user.IsOver)
        {
            OnEnded(user);
        }
    }

    /// <summary>Everything has ended, and the counters stand still. May be called twice.</summary>
    public void OnEnded(IStreamUser user)
    {
        lock (_gate)
        {
            if (!_open.Remove(user))
            {
                return;
            }

            // What it never sent was dropped at its close, so nothing of it is pending.
            _ended = _ended.Plus(user.GetStats()) with { Connections = 0, Pending = 0, PendingBytes = 0 };
        }
    }

    public void OnRefused(CloseReason reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    public void OnRoundTrip(TimeSpan time) => _roundTrip.Record(time.TotalSeconds);

    private static Measurement<long> Of(long value, string key, string tag) => new(value, new KeyValuePair<string, object?>(key, tag));

    private Measurement<long>[] Dropped()
    {
        Totals totals = Count();
        return
        [
            Of(totals.DroppedNewest, "cause", "newest"),
            Of(totals.DroppedOldest, "cause", "oldest"),
            Of(totals.Conflated, "cause", "conflated"),
            Of(totals.DroppedAtClose, "cause", "close"),
        ];
    }

    private Measurement<long>[] Io()
    {
        Totals totals = Count();
        return [Of(totals.WireSent, "direction", "transmit"), Of(totals.WireReceived, "direction", "receive")];
    }

    private Totals Count()
    {
        lock (_gate)
        {
            Totals totals = _ended;
            foreach (IStreamUser user in _open)
            {
                totals = totals.Plus(user.GetStats());
            }

            return totals;
        }
    }

    private readonly record struct Totals
    {
        public long Connections { get; init; }

        public long Sent { get; init; }

        public long Received { get; init; }

        public long Refused { get; init; }

        public long DroppedNewest { get; init; }

        public long DroppedOldest { get; init; }

        public long Conflated { get; init; }

        public long DroppedAtClose { get; init; }

        public long Pending { get; init; }

        public long PendingBytes { get; init; }

        public long WireSent { get; init; }

        public long WireReceived { get; init; }

        public long Stalls { get; init; }

        public double StalledSeconds { get; init; }

        public Totals Plus(ConnectionStats stats) => new()
        {
            Connections = Connections + 1,

            // A gap moves messages from the one to the other; their sum only grows.
            Sent = Sent + stats.MessagesSent + stats.LostInGaps,
            Received = Received + stats.MessagesReceived,
            Refused = Refused + stats.MessagesRefused,
            DroppedNewest = DroppedNewest + stats.DroppedNewest,
            DroppedOldest = DroppedOldest + stats.DroppedOldest,
            Conflated = Conflated + stats.Conflated,
            DroppedAtClose = DroppedAtClose + stats.DroppedAtClose,
            Pending = Pending + stats.MessagesPending,
            PendingBytes = PendingBytes + stats.BytesPending,
            WireSent = WireSent + stats.WireBytesSent,
            WireReceived = WireReceived + stats.WireBytesReceived,
            Stalls = Stalls + stats.Stalls,
            StalledSeconds = StalledSeconds + stats.StalledTime.TotalSeconds,
        };
    }
}
