using Sockets.Transport.Buffers;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Sending;

namespace Sockets.Transport.Tcp.Internal.Broadcasting;

/// <summary>
/// A message as whole TRN1 data frames in one pooled block, which everybody who sends it holds. It may be compressed.
/// </summary>
/// <param name="Buffer">The frames' memory.</param>
/// <param name="Length">The payload's length in bytes, as it goes onto the wire.</param>
/// <param name="RawLength">What the application offered, in bytes; more than the length when it is compressed.</param>
/// <param name="FrameLength">The longest payload of one of its frames.</param>
internal readonly record struct SharedMessage(PooledBuffer Buffer, int Length, int RawLength, int FrameLength)
{
    /// <summary>
    /// From this wire length on the outbox sends out of the shared block. A shorter one is copied into the open block, where
    /// it shares a call into the kernel with others (measured in docs/decisions/0010).
    /// </summary>
    public const int ShortestShared = LargeMessage.ShortestLength;

    /// <summary>The frames' length in bytes.</summary>
    public int WireLength { get; } = (int)SessionOptions.WireLength(Length, FrameLength);

    /// <summary>What it takes of credit, room and queues: as much as if it were not compressed (docs/decisions/0009).</summary>
    public int Cost { get; } = (int)SessionOptions.WireLength(RawLength, FrameLength);

    public bool IsCompressed => Length < RawLength;

    public ReadOnlySpan<byte> Span => Buffer.Array.AsSpan(0, WireLength);

    /// <summary>Frames a message. The caller holds the block once.</summary>
    /// <param name="payload">The message, or what it was compressed to; it may be empty.</param>
    /// <param name="rawLength">The message's length in bytes.</param>
    /// <param name="frameLength">The longest payload of one frame that the peer takes.</param>
    /// <param name="pool">Where the block comes from.</param>
    public static SharedMessage Of(ReadOnlySpan<byte> payload, int rawLength, int frameLength, BufferPool pool)
    {
        SharedMessage message = new(
            pool.Rent((int)SessionOptions.WireLength(payload.Length, frameLength)), payload.Length, rawLength, frameLength);
        byte flags = message.IsCompressed ? Trn1Header.Compressed : (byte)0;
        Span<byte> free = message.Buffer.Array;
        ReadOnlySpan<byte> rest = payload;
        while (true)
        {
            ReadOnlySpan<byte> part = rest[..Math.Min(rest.Length, frameLength)];
            rest = rest[part.Length..];
            new Trn1Header((uint)part.Length, Trn1FrameType.Data, rest.IsEmpty ? flags : (byte)(flags | Trn1Header.More), Channel: 0).Write(free);
            part.CopyTo(free[Trn1Header.Size..]);
            free = free[(Trn1Header.Size + part.Length)..];
            if (rest.IsEmpty)
            {
                return message;
            }
        }
    }

    /// <summary>Whether these very frames, at this cost, suit a peer that takes frames of this length.</summary>
    public bool Suits(int frameLength) =>
        frameLength == FrameLength || (RawLength <= frameLength && RawLength <= FrameLength);
}
