using Sockets.Transport.Buffers;
using Sockets.Transport.Diagnostics;
using Sockets.Transport.Links;
using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast.Internal.Queueing;
using Sockets.Transport.Multicast.Internal.Sources;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Receiving;

/// <summary>Hands packets that are to be delivered to the output, whole messages at a time, and measures their delay.</summary>
/// <param name="output">Where messages go.</param>
/// <param name="delays">Where delays are recorded.</param>
internal sealed class PacketDelivery(IPipelineOutput output, LatencyHistogram delays)
{
    /// <summary>Further apart are no two clocks that anybody set: what says so is broken, or a lie. A day.</summary>
    private const long MostApart = 24 * 3600 * 1_000_000_000L;

    private long _now;
    private long _wall;

    /// <summary>What is handed over next came at this time.</summary>
    public void BeginBatch(long now, long wallNanoseconds)
    {
        _now = now;
        _wall = wallNanoseconds;
    }

    /// <summary>When a datagram was received: as the kernel says, else the time of its batch.</summary>
    public long ReceivedAt(in DatagramMeta meta) => meta.KernelTime != 0 ? meta.KernelTime : _wall;

    /// <summary>A packet came straight from its sender: how long it was on its way.</summary>
    public void Measure(SourceState source, in Packet packet, in DatagramMeta meta)
    {
        if (packet.Sent <= 0 || packet.IsRetransmit)
        {
            return;
        }

        long received = ReceivedAt(meta);
        if (Math.Abs(received - packet.Sent) <= MostApart)
        {
            source.Jitter.Add(packet.Sent, received);
            delays.Record(received - packet.Sent);
        }
    }

    /// <summary>Delivers a packet, or the message that it completes.</summary>
    public void Deliver(SourceState source, in Packet packet, in DatagramMeta meta)
    {
        MulticastInfo info = new()
        {
            Source = source.Identity,
            Sequence = packet.Sequence,
            SentNanoseconds = packet.Sent,
            ReceivedNanoseconds = ReceivedAt(meta),
            Flags = packet.Flags,
            Priority = packet.Priority,
        };
        if (packet.MessageLength == 0)
        {
            DeliverParts(source, packet, info);
            return;
        }

        PooledBuffer? whole = source.Assembly.Add(packet, _now, out int packets);
        if (whole is not null)
        {
            FrameMark mark = new(packet.Flags, Begins: true, Ends: true);
            output.Deliver(info, whole, packet.MessageLength, packets, mark, packet.MaxAge);
        }
    }

    /// <summary>Delivers a datagram, or each frame's part of it. It counts as a packet where the first part goes.</summary>
    private void DeliverParts(SourceState source, in Packet packet, in MulticastInfo info)
    {
        if (source.Frames is not { } frames)
        {
            output.Deliver(info, packet.Payload, packets: 1, mark: default, packet.MaxAge);
            return;
        }

        ReadOnlySpan<byte> rest = packet.Payload;
        int packets = 1;
        do
        {
            int length = frames.Next(packet, rest, out FrameMark mark);
            output.Deliver(info, rest[..length], packets, mark, packet.MaxAge);
            rest = rest[length..];
            packets = 0;
        }
        while (!rest.IsEmpty);
    }

    /// <summary>A source came, went or began anew.</summary>
    public void Tell(MulticastSource source, MulticastSourceChange change)
    {
        if (TransportEventSource.Log.IsEnabled())
        {
            TransportEventSource.Log.Source(source.ToString(), change.ToString());
        }

        output.OnSource(source, change);
    }
}
