namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>TMC1 (docs/wire/multicast.md).</summary>
/// <param name="stream">The stream an outgoing datagram belongs to.</param>
/// <param name="epoch">The run it belongs to.</param>
internal sealed class NativeFormat(ushort stream, uint epoch) : IWireFormat
{
    public int HeaderLength => Tmc1Header.Size;

    public void Read(ReadOnlySpan<byte> datagram, out Packet packet)
    {
        packet = default;
        if (!Tmc1Header.TryRead(datagram, out Tmc1Header header) || header.MessageLength > int.MaxValue)
        {
            return;
        }

        packet.Kind = header.Type switch
        {
            Tmc1Type.Data when !header.Flags.HasFlag(Tmc1Flags.Sealed) => PacketKind.Data,
            Tmc1Type.Heartbeat => PacketKind.Heartbeat,
            Tmc1Type.End => PacketKind.End,
            _ => PacketKind.Other,
        };
        packet.Stream = header.Stream;
        packet.Epoch = header.Epoch;
        packet.Sequence = header.Sequence;
        packet.SequenceBits = 64;
        packet.Sent = header.Sent;
        packet.MaxAge = header.MaxAge;
        packet.Flags = (header.Flags.HasFlag(Tmc1Flags.Key) ? MulticastFlags.Key : MulticastFlags.None)
            | (header.Flags.HasFlag(Tmc1Flags.Discardable) ? MulticastFlags.Discardable : MulticastFlags.None);
        packet.Priority = header.Priority;
        packet.Payload = datagram[header.HeaderLength..];
        packet.EndsFrame = true;
        packet.MessageLength = (int)header.MessageLength;
        packet.Message = header.Message;
        packet.Offset = (int)header.Offset;
        packet.Checksum = header.Checksum;
    }

    public void WriteData(Span<byte> datagram, in OutgoingData what)
    {
        bool fragment = what.MessageLength > 0;
        new Tmc1Header
        {
            Type = Tmc1Type.Data,
            Flags = (fragment ? Tmc1Flags.Fragment : Tmc1Flags.None)
                | (what.Flags.HasFlag(MulticastFlags.Key) ? Tmc1Flags.Key : Tmc1Flags.None)
                | (what.Flags.HasFlag(MulticastFlags.Discardable) ? Tmc1Flags.Discardable : Tmc1Flags.None)
                | Tmc1Header.PriorityFlags(what.Priority),
            Stream = stream,
            Epoch = epoch,
            PayloadLength = (ushort)(datagram.Length - (fragment ? Tmc1Header.FragmentSize : Tmc1Header.Size)),
            MaxAge = (ushort)what.MaxAge,
            Message = what.Message,
            Offset = (uint)what.Offset,
            MessageLength = (uint)what.MessageLength,
            Checksum = what.Checksum,
        }.Write(datagram);
    }

    public void Stamp(Span<byte> datagram, long sequence, long sentNanoseconds) =>
        Tmc1Header.Stamp(datagram, sequence, sentNanoseconds);

    public int WriteControl(Span<byte> datagram, PacketKind kind, long nextSequence, long sentNanoseconds)
    {
        new Tmc1Header
        {
            Type = kind == PacketKind.End ? Tmc1Type.End : Tmc1Type.Heartbeat,
            Stream = stream,
            Epoch = epoch,
            Sequence = nextSequence,
            Sent = sentNanoseconds,
        }.Write(datagram);
        return Tmc1Header.Size;
    }
}
