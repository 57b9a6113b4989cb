namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>TMC1 (docs/wire/multicast.md).</summary>
/// <param name="stream">The stream an outgoing datagram belongs to.</param>
/// <param name="epoch">The run it belongs to.</param>
/// <param name="seal">With it datagrams are sealed, and others are not read; null for datagrams in clear.</param>
/// <param name="longest">The longest datagram that is read.</param>
internal sealed class NativeFormat(ushort stream, uint epoch, DatagramSeal? seal = null, int longest = 0) : IWireFormat
{
    private readonly byte[] _opened = seal is null ? [] : new byte[longest];

    public int HeaderLength => Tmc1Header.Size;

    public int TrailerLength => seal is null ? 0 : DatagramSeal.TrailerLength;

    public void Read(ReadOnlySpan<byte> datagram, out Packet packet)
    {
        packet = default;
        if (!Tmc1Header.TryRead(datagram, out Tmc1Header header) || header.MessageLength > int.MaxValue)
        {
            return;
        }

        bool isSealed = (header.Flags & Tmc1Flags.Sealed) == Tmc1Flags.Sealed;
        packet.Payload = datagram.Slice(header.HeaderLength, header.PayloadLength);
        if (seal is not null)
        {
            Span<byte> opened = _opened.AsSpan(0, header.PayloadLength);
            if (!isSealed || !seal.TryOpen(datagram, opened))
            {
                packet.Kind = PacketKind.Unauthentic;
                return;
            }

            packet.Payload = opened;
            packet.SealCounter = DatagramSeal.CounterOf(datagram);
        }
        else if (isSealed)
        {
            packet.Kind = PacketKind.Unauthentic;
            return;
        }

        packet.Kind = header.Type switch
        {
            Tmc1Type.Data => PacketKind.Data,
            Tmc1Type.Heartbeat => PacketKind.Heartbeat,
            Tmc1Type.End => PacketKind.End,
            Tmc1Type.Parity => PacketKind.Parity,
            _ => PacketKind.Other,
        };
        packet.Stream = header.Stream;
        packet.Epoch = header.Epoch;
        packet.Sequence = header.Sequence;
        packet.SequenceBits = 64;
        packet.Sent = header.Sent;
        packet.MaxAge = header.MaxAge;
        packet.IsRetransmit = (header.Flags & Tmc1Flags.Retransmit) == Tmc1Flags.Retransmit;
        packet.Flags = ((header.Flags & Tmc1Flags.Key) == Tmc1Flags.Key ? MulticastFlags.Key : MulticastFlags.None)
            | ((header.Flags & Tmc1Flags.Discardable) == Tmc1Flags.Discardable ? MulticastFlags.Discardable : MulticastFlags.None);
        packet.Priority = header.Priority;
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
                | ((what.Flags & MulticastFlags.Key) == MulticastFlags.Key ? Tmc1Flags.Key : Tmc1Flags.None)
                | ((what.Flags & MulticastFlags.Discardable) == MulticastFlags.Discardable ? Tmc1Flags.Discardable : Tmc1Flags.None)
                | Tmc1Header.PriorityFlags(what.Priority)
                | SealedFlag,
            Stream = stream,
            Epoch = epoch,
            PayloadLength = (ushort)(datagram.Length - (fragment ? Tmc1Header.FragmentSize : Tmc1Header.Size) - TrailerLength),
            MaxAge = (ushort)what.MaxAge,
            Message = what.Message,
            Offset = (uint)what.Offset,
            MessageLength = (uint)what.MessageLength,
            Checksum = what.Checksum,
        }.Write(datagram);
    }

    public void Stamp(Span<byte> datagram, long sequence, long sentNanoseconds) =>
        Tmc1Header.Stamp(datagram, sequence, sentNanoseconds);

    public int WriteControl(Span<byte> datagram, PacketKind kind, long nextSequence, long sentNanoseconds, int payloadLength = 0)
    {
        new Tmc1Header
        {
            Type = kind switch
            {
                PacketKind.End => Tmc1Type.End,
                PacketKind.Parity => Tmc1Type.Parity,
                _ => Tmc1Type.Heartbeat,
            },
            Flags = SealedFlag,
            Stream = stream,
            Epoch = epoch,
            PayloadLength = (ushort)payloadLength,
            Sequence = nextSequence,
            Sent = sentNanoseconds,
        }.Write(datagram);
        return Tmc1Header.Size + payloadLength + TrailerLength;
    }

    public void Seal(Span<byte> datagram) => seal?.Seal(datagram);

    private Tmc1Flags SealedFlag => seal is null ? Tmc1Flags.None : Tmc1Flags.Sealed;
}
