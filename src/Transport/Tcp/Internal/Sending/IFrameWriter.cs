using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>How a message becomes frames.</summary>
internal interface IFrameWriter
{
    /// <summary>The longest message the peer takes, in bytes.</summary>
    int MaxMessageLength { get; }

    /// <summary>The longest payload of one TRN1 data frame; 0 when the frames are of another kind.</summary>
    int DataFrameLength { get; }

    /// <summary>What a message of this length takes on the wire, headers included; false when that is more than the peer takes.</summary>
    bool TryMeasure(int messageLength, out int wireLength);

    /// <summary>Appends the message's frames. The outbox's gate is held.</summary>
    /// <exception cref="ArgumentException">The message cannot be framed; nothing was appended.</exception>
    void Write(ReadOnlySpan<byte> message, Outbox outbox);

    /// <summary>Appends the frames of a compressed message: its raw length and the block. The outbox's gate is held.</summary>
    /// <exception cref="NotSupportedException">The protocol has none.</exception>
    void WriteCompressed(ReadOnlySpan<byte> packed, Outbox outbox) => throw new NotSupportedException("This protocol does not compress.");

    /// <summary>Appends the frames of a request or a reply. The outbox's gate is held.</summary>
    /// <exception cref="NotSupportedException">The protocol has none.</exception>
    void Write(MessageHead head, ReadOnlySpan<byte> payload, Outbox outbox) => throw new NotSupportedException("This protocol has no requests.");
}
