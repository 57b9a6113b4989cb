namespace Sockets.Tools.Perf.Streams;

/// <summary>What a transport says about when a message was sent and when it came, in nanoseconds; 0 for what it does not say.</summary>
/// <param name="Sent">When the sender's transport handed it over, by the sender's clock.</param>
/// <param name="Arrived">When it came, by the receiver's clock.</param>
internal readonly record struct MessageTimes(long Sent, long Arrived);
