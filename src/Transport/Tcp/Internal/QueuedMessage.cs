using Sockets.Transport.Buffers;

namespace Sockets.Transport.Tcp.Internal;

/// <summary>A message that waits in an overflow queue: the queue holds the buffer.</summary>
/// <param name="Buffer">The payload's memory.</param>
/// <param name="Length">The payload's length in bytes.</param>
internal readonly record struct QueuedMessage(PooledBuffer Buffer, int Length)
{
    public static QueuedMessage CopyOf(ReadOnlySpan<byte> message, BufferPool pool)
    {
        PooledBuffer buffer = pool.Rent(message.Length);
        message.CopyTo(buffer.Array);
        return new QueuedMessage(buffer, message.Length);
    }

    public ReadOnlySpan<byte> Span => Buffer.Array.AsSpan(0, Length);
}
