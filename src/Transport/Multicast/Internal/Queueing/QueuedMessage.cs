using Sockets.Transport.Buffers;

namespace Sockets.Transport.Multicast.Internal.Queueing;

/// <summary>A message that waits for the application.</summary>
/// <param name="Buffer">Its memory, which whoever holds this is to release.</param>
/// <param name="Length">Its length.</param>
/// <param name="Packets">How many packets it came in.</param>
/// <param name="Expires">Ticks after which it is of no use; <see cref="long.MaxValue"/> for never.</param>
/// <param name="Key">Which waiting message it replaces under <see cref="OverflowPolicy.Conflate"/>.</param>
/// <param name="Mark">Where it stands in the frames of its source.</param>
/// <param name="Info">What else is known about it.</param>
internal readonly record struct QueuedMessage(
    PooledBuffer Buffer, int Length, int Packets, long Expires, ulong Key, FrameMark Mark, MulticastInfo Info);
