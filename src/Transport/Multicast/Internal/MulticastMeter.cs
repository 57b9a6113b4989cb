using System.Diagnostics.Metrics;
using Sockets.Transport.Diagnostics;
using Sockets.Transport.Multicast.Internal.Receiving;
using Sockets.Transport.Multicast.Internal.Sending;

namespace Sockets.Transport.Multicast.Internal;

/// <summary>
/// The instruments of <see cref="MeterNames.Multicast"/>. A packet costs them nothing: they add up what receivers and senders
/// have counted when somebody asks, and what those had counted that have ended.
/// </summary>
internal sealed class MulticastMeter
{
    private readonly Lock _gate = new();
    private readonly HashSet<ReceiverPublisher> _receivers = [];
    private readonly HashSet<SendLoop> _senders = [];
    private MulticastStats _received = new();
    private MulticastSenderStats _sent = new();

    public MulticastMeter(Meter meter)
    {
        meter.CreateObservableCounter("sockets.multicast.datagrams.received", () => Received(static s => s.DatagramsRead), "{datagram}", "Datagrams taken from the kernel, whatever they were.");
        meter.CreateObservableCounter("sockets.multicast.packets.expected", () => Received(static s => s.Expected), "{packet}", "Packets sent, as far as receivers know.");
        meter.CreateObservableCounter("sockets.multicast.packets.unique", () => Received(static s => s.Unique), "{packet}", "Packets that are here, each counted once.");
        meter.CreateObservableCounter("sockets.multicast.packets.duplicate", () => Received(static s => s.Duplicates), "{packet}", "Packets that were here before.");
        meter.CreateObservableCounter("sockets.multicast.packets.delivered", () => Received(static s => s.Delivered), "{packet}", "Packets handed to the application.");
        meter.CreateObservableCounter("sockets.multicast.packets.repaired", Repaired, "{packet}", "Packets that came by repair, by way.");

        // Falls when a packet comes after all.
        meter.CreateObservableUpDownCounter("sockets.multicast.packets.lost", Lost, "{packet}", "Packets that had their time, by the place where they were lost.");
        meter.CreateObservableCounter("sockets.multicast.packets.dropped", Dropped, "{packet}", "Packets dropped by the queue, by cause.");
        meter.CreateObservableUpDownCounter("sockets.multicast.packets.queued", () => Received(static s => s.Queued), "{packet}", "Packets that wait for a reader.");
        meter.CreateObservableCounter("sockets.multicast.datagrams.sent", () => Sent(static s => s.DatagramsSent), "{datagram}", "Data datagrams the kernel took.");
        meter.CreateObservableCounter("sockets.multicast.datagrams.failed", () => Sent(static s => s.DatagramsFailed), "{datagram}", "Datagrams the kernel refused for good.");
        meter.CreateObservableCounter("sockets.multicast.messages.dropped", () => Sent(static s => s.MessagesDropped), "{message}", "Messages for which a sender's queue had no room.");
    }

    /// <summary>The one all receivers and senders write to.</summary>
    public static MulticastMeter Instance { get; } = new(new Meter(MeterNames.Multicast));

    public void OnStarted(ReceiverPublisher receiver)
    {
        lock (_gate)
        {
            _receivers.Add(receiver);
        }
    }

    /// <summary>A receiver has ended, and was read: its counters stand still.</summary>
    public void OnEnded(ReceiverPublisher receiver)
    {
        lock (_gate)
        {
            if (_receivers.Remove(receiver))
            {
                _received = Plus(_received, receiver.Snapshot());
            }
        }
    }

    public void OnStarted(SendLoop sender)
    {
        lock (_gate)
        {
            _senders.Add(sender);
        }
    }

    /// <summary>A sender has ended: its counters stand still.</summary>
    public void OnEnded(SendLoop sender)
    {
        lock (_gate)
        {
            if (_senders.Remove(sender))
            {
                MulticastSenderStats last = sender.Snapshot();
                _sent = new MulticastSenderStats
                {
                    DatagramsSent = _sent.DatagramsSent + last.DatagramsSent,
                    DatagramsFailed = _sent.DatagramsFailed + last.DatagramsFailed,
                    MessagesDropped = _sent.MessagesDropped + last.MessagesDropped,
                };
            }
        }
    }

    private static Measurement<long> Of(long value, string key, string tag) => new(value, new KeyValuePair<string, object?>(key, tag));

    private static MulticastStats Plus(MulticastStats a, MulticastStats b) => new()
    {
        DatagramsRead = a.DatagramsRead + b.DatagramsRead,
        Expected = a.Expected + b.Expected,
        Unique = a.Unique + b.Unique,
        Duplicates = a.Duplicates + b.Duplicates,
        Delivered = a.Delivered + b.Delivered,
        Repaired = a.Repaired + b.Repaired,
        RepairedOnRequest = a.RepairedOnRequest + b.RepairedOnRequest,
        LostSocket = a.LostSocket + b.LostSocket,
        LostUpstream = a.LostUpstream + b.LostUpstream,
        LostUnattributed = a.LostUnattributed + b.LostUnattributed,
        DroppedNewest = a.DroppedNewest + b.DroppedNewest,
        DroppedOldest = a.DroppedOldest + b.DroppedOldest,
        DroppedDeadline = a.DroppedDeadline + b.DroppedDeadline,
        DroppedFrames = a.DroppedFrames + b.DroppedFrames,
        DroppedWaitKey = a.DroppedWaitKey + b.DroppedWaitKey,
        Conflated = a.Conflated + b.Conflated,
        DroppedTooLarge = a.DroppedTooLarge + b.DroppedTooLarge,
        DroppedAtClose = a.DroppedAtClose + b.DroppedAtClose,
        FragmentsDiscarded = a.FragmentsDiscarded + b.FragmentsDiscarded,
    };

    private MulticastStats Total()
    {
        lock (_gate)
        {
            MulticastStats total = _received;
            long queued = 0;
            foreach (ReceiverPublisher receiver in _receivers)
            {
                MulticastStats stats = receiver.Snapshot();
                total = Plus(total, stats);
                queued += stats.Queued;
            }

            return total with { Queued = queued };
        }
    }

    private long Received(Func<MulticastStats, long> counter) => counter(Total());

    private long Sent(Func<MulticastSenderStats, long> counter)
    {
        lock (_gate)
        {
            return counter(_sent) + _senders.Sum(sender => counter(sender.Snapshot()));
        }
    }

    private Measurement<long>[] Lost()
    {
        MulticastStats total = Total();
        return
        [
            Of(total.LostSocket, "place", "socket"),
            Of(total.LostUpstream, "place", "upstream"),
            Of(total.LostUnattributed, "place", "unattributed"),
        ];
    }

    private Measurement<long>[] Repaired()
    {
        MulticastStats total = Total();
        return [Of(total.Repaired, "way", "parity"), Of(total.RepairedOnRequest, "way", "request")];
    }

    private Measurement<long>[] Dropped()
    {
        MulticastStats total = Total();
        return
        [
            Of(total.DroppedNewest, "cause", "newest"),
            Of(total.DroppedOldest, "cause", "oldest"),
            Of(total.DroppedDeadline, "cause", "deadline"),
            Of(total.DroppedFrames, "cause", "frame"),
            Of(total.DroppedWaitKey, "cause", "wait_key"),
            Of(total.Conflated, "cause", "conflated"),
            Of(total.DroppedTooLarge, "cause", "too_large"),
            Of(total.DroppedAtClose, "cause", "close"),
            Of(total.FragmentsDiscarded, "cause", "incomplete"),
        ];
    }
}
