namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>A format of datagrams: pure functions over bytes.</summary>
internal interface IWireFormat
{
    /// <summary>Reads a datagram.</summary>
    void Read(ReadOnlySpan<byte> datagram, out Packet packet);

    /// <summary>How long the header of a whole message is.</summary>
    int HeaderLength { get; }

    /// <summary>Writes the header of a data datagram whose payload stands behind it already.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="what">What the application says about the message.</param>
    void WriteData(Span<byte> datagram, in OutgoingData what);

    /// <summary>Writes the number and the time, at the moment in which the datagram goes to the kernel.</summary>
    void Stamp(Span<byte> datagram, long sequence, long sentNanoseconds);

    /// <summary>Writes a heartbeat or an end. Gives its length; 0 when the format has none.</summary>
    int WriteControl(Span<byte> datagram, PacketKind kind, long nextSequence, long sentNanoseconds);
}
