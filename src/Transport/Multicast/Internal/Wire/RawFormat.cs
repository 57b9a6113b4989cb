namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>A payload is a datagram and nothing else. There is no number, so there is no sequence to speak of.</summary>
internal sealed class RawFormat : IWireFormat
{
    public int HeaderLength => 0;

    public void Read(ReadOnlySpan<byte> datagram, out Packet packet) =>
        packet = new Packet { Kind = PacketKind.Data, Sequence = -1, Payload = datagram };

    public void WriteData(Span<byte> datagram, in OutgoingData what)
    {
    }

    public void Stamp(Span<byte> datagram, long sequence, long sentNanoseconds)
    {
    }

    public int WriteControl(Span<byte> datagram, PacketKind kind, long nextSequence, long sentNanoseconds, int payloadLength = 0) => 0;
}
