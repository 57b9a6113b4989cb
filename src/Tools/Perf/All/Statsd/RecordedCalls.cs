namespace Sockets.Tools.Perf.All.Statsd;

/// <summary>What the calling thread saw.</summary>
/// <param name="All">Calls, with those of the warm-up.</param>
/// <param name="Scored">Calls that count.</param>
/// <param name="Took">How long those took.</param>
/// <param name="AllocatedBytes">Memory that those took from the collector.</param>
internal readonly record struct RecordedCalls(long All, long Scored, TimeSpan Took, long AllocatedBytes);
