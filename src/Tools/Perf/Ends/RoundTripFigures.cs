namespace Sockets.Tools.Perf.Ends;

/// <summary>Times there and back, measured by the client's own clock.</summary>
internal sealed record RoundTripFigures
{
    /// <summary>Messages that were to be sent back, with those of the warm-up.</summary>
    public required long Asked { get; init; }

    /// <summary>Those that were.</summary>
    public required long Answered { get; init; }

    /// <summary>Messages that were to be sent back, without those of the warm-up; how many of them were is the count of the times.</summary>
    public long ScoredAsked { get; init; }

    /// <summary>
    /// From when a message was due to its answer: what a user waits who does not slow down because others do. Of a closed
    /// loop from when it was sent, because that is when it is due.
    /// </summary>
    public required HistogramData Response { get; init; }

    /// <summary>From when a message was handed over to its answer; null in a closed loop, where it is the same.</summary>
    public HistogramData? Service { get; init; }

    /// <summary>Several streams together.</summary>
    public static RoundTripFigures? Sum(IEnumerable<RoundTripFigures?> streams)
    {
        RoundTripFigures? sum = null;
        foreach (RoundTripFigures? one in streams)
        {
            sum = sum is null || one is null ? sum ?? one : new RoundTripFigures
            {
                Asked = sum.Asked + one.Asked,
                Answered = sum.Answered + one.Answered,
                ScoredAsked = sum.ScoredAsked + one.ScoredAsked,
                Response = HistogramData.Sum(sum.Response, one.Response)!,
                Service = HistogramData.Sum(sum.Service, one.Service),
            };
        }

        return sum;
    }
}
