namespace Sockets.Transport.Multicast;

/// <summary>
/// One-way delays: from the sender's stamp to the receiver's, so the difference of both clocks is in them. On one host
/// they are exact; between hosts they are as good as the clocks agree, and only their spread is sure.
/// </summary>
/// <param name="Count">Packets measured.</param>
/// <param name="Min">The shortest; below zero when the clocks disagree by more than it took.</param>
/// <param name="P50">Half of all took no longer.</param>
/// <param name="P90">Nine in ten took no longer; null when fewer than ten took longer.</param>
/// <param name="P99">99 % took no longer; null when fewer than ten took longer.</param>
/// <param name="P999">99.9 % took no longer; null when fewer than ten took longer.</param>
/// <param name="Max">The longest.</param>
public sealed record MulticastDelays(
    long Count, TimeSpan Min, TimeSpan P50, TimeSpan? P90, TimeSpan? P99, TimeSpan? P999, TimeSpan Max);
