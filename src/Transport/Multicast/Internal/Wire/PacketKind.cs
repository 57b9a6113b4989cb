namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>What a datagram is to a receiver.</summary>
internal enum PacketKind
{
    /// <summary>Not of the format, or not possible.</summary>
    Malformed,

    /// <summary>Not sealed with the key of this receiver, or sealed although it has none, or changed on its way.</summary>
    Unauthentic,

    /// <summary>Something to deliver.</summary>
    Data,

    /// <summary>The sender lives; its number is the next one.</summary>
    Heartbeat,

    /// <summary>The sender is done; its number is the next one.</summary>
    End,

    /// <summary>Redundancy over data that was sent before; its number is the next one.</summary>
    Parity,

    /// <summary>Of the format, and not for receivers.</summary>
    Other,
}
