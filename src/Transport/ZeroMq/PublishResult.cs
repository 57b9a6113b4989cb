namespace Sockets.Transport.ZeroMq;

/// <summary>What became of one published message. <c>Matched == Queued + Dropped</c>, always.</summary>
/// <param name="Matched">How many connected subscribers want it; 0 when it went nowhere.</param>
/// <param name="Queued">For how many of them it waits or is on its way.</param>
/// <param name="Dropped">For how many of them it was dropped, because as much as may wait for them does; counted per peer.</param>
public readonly record struct PublishResult(int Matched, int Queued, int Dropped);
