namespace Sockets.Transport.Statsd.Internal.Sending;

/// <summary>What was submitted up to a moment.</summary>
/// <param name="Flush">The number of the first flush that will have seen all of it.</param>
/// <param name="PacketsLost">How many packets had been lost by then.</param>
internal readonly record struct FlushTicket(int Flush, long PacketsLost);
