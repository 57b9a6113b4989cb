using Sockets.Transport.Buffers;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>
/// A message in memory of its own, which waits or is about to be sent: whoever has it holds the buffer. It may be compressed.
/// </summary>
/// <param name="Buffer">The payload's memory.</param>
/// <param name="Length">The payload's length in bytes, as it goes onto the wire.</param>
/// <param name="RawLength">What the application offered, in bytes; more than the length when it is compressed.</param>
internal readonly record struct QueuedMessage(PooledBuffer Buffer, int Length, int RawLength)
{
    public static QueuedMessage CopyOf(ReadOnlySpan<byte> message, BufferPool pool)
    {
        PooledBuffer buffer = pool.Rent(message.Length);
        message.CopyTo(buffer.Array);
        return new QueuedMessage(buffer, message.Length, message.Length);
    }

    /// <summary>Whether it is compressed; false for none at all.</summary>
    public bool IsCompressed => Length < RawLength;

    public ReadOnlySpan<byte> Span => Buffer.Array.AsSpan(0, Length);
}
