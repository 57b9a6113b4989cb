namespace Sockets.Tools.Perf.Ends;

/// <summary>When scored messages went, or came: by a clock that all streams of a side share, and that means nothing elsewhere.</summary>
/// <param name="StartedNs">When the first one did.</param>
/// <param name="DurationNs">How long until the last; 0 when there was none.</param>
internal readonly record struct ScoredSpan(long StartedNs, long DurationNs)
{
    private long EndedNs => StartedNs + DurationNs;

    /// <summary>From the first of both to the last of both: streams that take turns are not as fast as if they went at once.</summary>
    public static ScoredSpan Cover(ScoredSpan one, ScoredSpan other)
    {
        if (one.DurationNs == 0 || other.DurationNs == 0)
        {
            return one.DurationNs == 0 ? other : one;
        }

        long started = Math.Min(one.StartedNs, other.StartedNs);
        return new ScoredSpan(started, Math.Max(one.EndedNs, other.EndedNs) - started);
    }
}
