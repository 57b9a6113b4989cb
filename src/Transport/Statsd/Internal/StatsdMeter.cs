using System.Diagnostics.Metrics;
using Sockets.Transport.Diagnostics;
using Sockets.Transport.Statsd.Internal.Sending;

namespace Sockets.Transport.Statsd.Internal;

/// <summary>
/// The instruments of <see cref="MeterNames.Statsd"/>. A call costs them nothing: they add up what the clients have counted
/// when somebody asks, and what those had counted that were disposed.
/// </summary>
internal sealed class StatsdMeter
{
    private readonly Lock _gate = new();
    private readonly HashSet<Pump> _open = [];
    private StatsdStats _ended = new();

    public StatsdMeter(Meter meter)
    {
        meter.CreateObservableUpDownCounter("sockets.statsd.clients", Clients, "{client}", "Clients that were not disposed.");
        meter.CreateObservableCounter("sockets.statsd.calls.sent", () => Count().Sent, "{call}", "Calls that stand in packets the kernel took.");
        meter.CreateObservableCounter("sockets.statsd.calls.dropped", Dropped, "{call}", "Calls that no packet holds, by cause.");
        meter.CreateObservableUpDownCounter("sockets.statsd.calls.pending", () => Count().Pending, "{call}", "Calls that wait for the next flush, or for a way that takes them.");
        meter.CreateObservableCounter("sockets.statsd.packets.sent", () => Count().PacketsSent, "{packet}", "Packets that the kernel took.");
        meter.CreateObservableCounter("sockets.statsd.bytes.sent", () => Count().BytesSent, "By", "Bytes of those packets, without the network's headers.");
    }

    /// <summary>The one all clients write to.</summary>
    public static StatsdMeter Instance { get; } = new(new Meter(MeterNames.Statsd));

    public void OnOpened(Pump pump)
    {
        lock (_gate)
        {
            _open.Add(pump);
        }
    }

    /// <summary>The client was disposed, and sends nothing more.</summary>
    public void OnClosed(Pump pump)
    {
        lock (_gate)
        {
            if (_open.Remove(pump))
            {
                _ended = Sum(_ended, pump.ReadStats());
            }
        }
    }

    private static StatsdStats Sum(StatsdStats left, StatsdStats right) => new()
    {
        Sent = left.Sent + right.Sent,
        Pending = left.Pending + right.Pending,
        SampledOut = left.SampledOut + right.SampledOut,
        DroppedInvalid = left.DroppedInvalid + right.DroppedInvalid,
        DroppedOverflow = left.DroppedOverflow + right.DroppedOverflow,
        DroppedTooLarge = left.DroppedTooLarge + right.DroppedTooLarge,
        DroppedRefused = left.DroppedRefused + right.DroppedRefused,
        DroppedDisconnected = left.DroppedDisconnected + right.DroppedDisconnected,
        DroppedClosed = left.DroppedClosed + right.DroppedClosed,
        PacketsSent = left.PacketsSent + right.PacketsSent,
        BytesSent = left.BytesSent + right.BytesSent,
    };

    private static Measurement<long> Of(long value, string cause) => new(value, new KeyValuePair<string, object?>("cause", cause));

    private Measurement<long>[] Dropped()
    {
        StatsdStats stats = Count();
        return
        [
            Of(stats.SampledOut, "sampled_out"),
            Of(stats.DroppedInvalid, "invalid"),
            Of(stats.DroppedOverflow, "overflow"),
            Of(stats.DroppedTooLarge, "too_large"),
            Of(stats.DroppedRefused, "refused"),
            Of(stats.DroppedDisconnected, "disconnected"),
            Of(stats.DroppedClosed, "closed"),
        ];
    }

    private int Clients()
    {
        lock (_gate)
        {
            return _open.Count;
        }
    }

    private StatsdStats Count()
    {
        lock (_gate)
        {
            return _open.Aggregate(_ended, static (sum, pump) => Sum(sum, pump.ReadStats()));
        }
    }
}
