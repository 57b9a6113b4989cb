namespace Sockets.Tools.Perf.Ends;

/// <summary>What one side has counted so far, all streams together, with the warm-up.</summary>
internal sealed record EndCounts
{
    /// <summary>When this was counted, on this side's clock, since it began.</summary>
    public long AtNs { get; init; }

    /// <summary>Messages it sent of its own accord.</summary>
    public long Sent { get; init; }

    /// <summary>Messages of the other side's own accord that came.</summary>
    public long Received { get; init; }

    /// <summary>Their payload.</summary>
    public long ReceivedBytes { get; init; }

    /// <summary>Answers that came, or requests that were answered.</summary>
    public long Answered { get; init; }

    /// <summary>What is missing so far; null where nothing can be.</summary>
    public LossCounts? Loss { get; init; }

    /// <summary>Whether nothing was counted since.</summary>
    public bool Repeats(EndCounts before) => this with { AtNs = before.AtNs } == before;
}
