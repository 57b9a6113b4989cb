namespace Sockets.Transport.ZeroMq.Internal.Sending;

/// <summary>How much may wait for one peer, and what happens to the message that does not fit.</summary>
/// <param name="MaxMessages">Whole messages.</param>
/// <param name="MaxBytes">Bytes, headers included. A message that alone is longer is taken by an empty queue.</param>
/// <param name="Overflow">What happens to the one beyond; one of those an OverflowQueue takes, but Reject.</param>
internal readonly record struct QueueLimits(int MaxMessages, long MaxBytes, OverflowPolicy Overflow);
