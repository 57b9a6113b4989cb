namespace Sockets.Transport.Measurement;

/// <summary>A cell of a <see cref="LatencyHistogram"/> that holds something.</summary>
/// <param name="From">The shortest duration counted in it, in nanoseconds.</param>
/// <param name="Count">How many durations it holds.</param>
public readonly record struct LatencyCell(long From, long Count);
