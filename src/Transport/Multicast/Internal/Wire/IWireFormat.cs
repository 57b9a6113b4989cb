namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>A format of datagrams: pure functions over bytes.</summary>
internal interface IWireFormat
{
    /// <summary>Reads a datagram.</summary>
    void Read(ReadOnlySpan<byte> datagram, out Packet packet);

    /// <summary>How long the header of a whole message is.</summary>
    int HeaderLength { get; }

    /// <summary>How much room has to be behind a payload; 0 where <see cref="Seal"/> does nothing.</summary>
    int TrailerLength => 0;

    /// <summary>Writes the header of a data datagram whose payload stands behind it already.</summary>
    /// <param name="datagram">The datagram, with its trailer.</param>
    /// <param name="what">What the application says about the message.</param>
    void WriteData(Span<byte> datagram, in OutgoingData what);

    /// <summary>Writes the number and the time, at the moment in which the datagram goes to the kernel.</summary>
    void Stamp(Span<byte> datagram, long sequence, long sentNanoseconds);

    /// <summary>Writes a heartbeat, an end or a parity, whose payload stands behind the header already.</summary>
    /// <returns>Its length; 0 when the format has none.</returns>
    int WriteControl(Span<byte> datagram, PacketKind kind, long nextSequence, long sentNanoseconds, int payloadLength = 0);

    /// <summary>Encrypts and authenticates a stamped datagram, in place. To be sent once: each sealing is another one.</summary>
    void Seal(Span<byte> datagram)
    {
    }
}
