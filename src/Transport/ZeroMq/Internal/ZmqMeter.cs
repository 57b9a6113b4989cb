using System.Diagnostics.Metrics;
using Sockets.Transport.Diagnostics;

namespace Sockets.Transport.ZeroMq.Internal;

/// <summary>
/// The instruments of <see cref="MeterNames.ZeroMq"/>. A message costs them nothing: they add up what the sockets have counted
/// when somebody asks, and what those had counted that are disposed.
/// </summary>
internal sealed class ZmqMeter
{
    private readonly Lock _gate = new();
    private readonly HashSet<SocketCore> _open = [];
    private ZmqSocketStats _ended;

    public ZmqMeter(Meter meter)
    {
        meter.CreateObservableUpDownCounter("sockets.zeromq.peers", () => Count().Peers, "{peer}", "Peers that messages can flow to or from.");
        meter.CreateObservableCounter("sockets.zeromq.messages.sent", () => Count().Traffic.Sent, "{message}", "Messages of which the kernel took every byte.");
        meter.CreateObservableCounter("sockets.zeromq.messages.received", () => Count().Traffic.Received, "{message}", "Messages that arrived whole.");
        meter.CreateObservableCounter("sockets.zeromq.messages.dropped", Dropped, "{message}", "Messages dropped here, by cause.");
        meter.CreateObservableCounter("sockets.zeromq.messages.unmatched", () => Count().Unmatched, "{message}", "Messages published that nobody had subscribed to.");
        meter.CreateObservableUpDownCounter("sockets.zeromq.messages.pending", () => Count().Traffic.Pending, "{message}", "Messages that wait to be sent.");
        meter.CreateObservableUpDownCounter("sockets.zeromq.bytes.pending", () => Count().Traffic.PendingBytes, "By", "Bytes that wait to be sent, headers included.");
        meter.CreateObservableCounter("sockets.zeromq.io", Io, "By", "Bytes the kernel took and gave, headers and commands included.");
        meter.CreateObservableCounter("sockets.zeromq.connects", () => Count().Connects, "{connection}", "Connections whose handshake was over, first and repeated ones.");
        meter.CreateObservableCounter("sockets.zeromq.handshake.failures", () => Count().HandshakeFailures, "{connection}", "Connections that ended before their handshake was over.");
        meter.CreateObservableCounter("sockets.zeromq.silent_peers", () => Count().SilentPeers, "{connection}", "Connections ended because the peer was silent.");
    }

    /// <summary>The one all sockets write to.</summary>
    public static ZmqMeter Instance { get; } = new(new Meter(MeterNames.ZeroMq));

    public void OnOpened(SocketCore socket)
    {
        lock (_gate)
        {
            _open.Add(socket);
        }
    }

    /// <summary>Everything of a socket has ended, and its counters stand still.</summary>
    public void OnClosed(SocketCore socket)
    {
        lock (_gate)
        {
            if (_open.Remove(socket))
            {
                _ended = Plus(_ended, socket.GetStats());
            }
        }
    }

    private static ZmqSocketStats Plus(ZmqSocketStats one, ZmqSocketStats other) => new()
    {
        Peers = one.Peers + other.Peers,
        Traffic = one.Traffic.Plus(other.Traffic),
        Unmatched = one.Unmatched + other.Unmatched,
        Connects = one.Connects + other.Connects,
        HandshakeFailures = one.HandshakeFailures + other.HandshakeFailures,
        SilentPeers = one.SilentPeers + other.SilentPeers,
    };

    private static Measurement<long> Of(long value, string key, string tag) => new(value, new KeyValuePair<string, object?>(key, tag));

    private Measurement<long>[] Dropped()
    {
        ZmqTraffic traffic = Count().Traffic;
        return
        [
            Of(traffic.DroppedNewest, "cause", "newest"),
            Of(traffic.DroppedOldest, "cause", "oldest"),
            Of(traffic.Conflated, "cause", "conflated"),
            Of(traffic.DroppedAtClose, "cause", "close"),
            Of(traffic.Filtered, "cause", "filtered"),
        ];
    }

    private Measurement<long>[] Io()
    {
        ZmqTraffic traffic = Count().Traffic;
        return [Of(traffic.WireBytesSent, "direction", "transmit"), Of(traffic.WireBytesReceived, "direction", "receive")];
    }

    private ZmqSocketStats Count()
    {
        lock (_gate)
        {
            ZmqSocketStats all = _ended;
            foreach (SocketCore socket in _open)
            {
                all = Plus(all, socket.GetStats());
            }

            return all;
        }
    }
}
