namespace Sockets.Transport.Multicast;

/// <summary>
/// Says which messages replace each other under <see cref="OverflowPolicy.Conflate"/>. Called on the receive thread, so
/// it must be quick; what it throws stops the receiver.
/// </summary>
/// <param name="info">What is known about the message.</param>
/// <param name="payload">Its payload; borrowed for the call.</param>
/// <returns>A number that is the same for messages of which only the latest matters.</returns>
public delegate ulong MulticastKeySelector(in MulticastInfo info, ReadOnlySpan<byte> payload);
