namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>The types of TMC1 datagrams.</summary>
internal enum Tmc1Type : byte
{
    /// <summary>A message, or a fragment of one. The only type that takes a number.</summary>
    Data = 0,

    /// <summary>Nothing to send at the moment; its number is the next one.</summary>
    Heartbeat = 1,

    /// <summary>Nothing more will be sent; its number is the next one, which will never come.</summary>
    End = 2,

    /// <summary>A receiver asks for numbers again.</summary>
    Nak = 3,

    /// <summary>Redundancy over a block of data.</summary>
    Parity = 4,
}
