using Sockets.Transport.Buffers;

namespace Sockets.Transport.Tcp.Internal.Streams;

/// <summary>What a pump is built on.</summary>
/// <param name="OutboxCapacity">Bytes that may wait for the kernel, beyond one message.</param>
/// <param name="Pool">Where buffers come from.</param>
/// <param name="Time">The clock of its deadlines.</param>
internal sealed record StreamSetup(int OutboxCapacity, BufferPool Pool, TimeProvider Time)
{
    /// <summary>The gate of the outbox, where it outlives the connection; null for one of its own.</summary>
    public Lock? Gate { get; init; }
}
