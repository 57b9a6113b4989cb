namespace Sockets.Tools.Perf.Ends;

/// <summary>What one side has seen of one test.</summary>
internal sealed record EndFigures
{
    /// <summary>Each stream, without the cells of its histograms: those of hundreds would fill megabytes.</summary>
    public required IReadOnlyList<StreamFigures> Streams { get; init; }

    /// <summary>What all streams sent of their own accord; null when none did.</summary>
    public SendFigures? Sent { get; init; }

    /// <summary>What all streams received of what the other side sent of its own accord; null when none did.</summary>
    public ReceiveFigures? Received { get; init; }

    /// <summary>Times there and back of all streams; null when none measured any.</summary>
    public RoundTripFigures? RoundTrips { get; init; }

    public required ProcessCost Process { get; init; }

    /// <summary>Whether the wall clock of this side was set meanwhile, where it times by it: then <see cref="Received"/> has no one-way times.</summary>
    public bool WallClockWasSet { get; init; }

    /// <summary>The figures without jitter: packets bear the time of one side and arrive at that of the other, and one of the clocks was set.</summary>
    public EndFigures WithoutJitter() => this with { Streams = [.. Streams.Select(static stream => stream with { Loss = stream.Loss?.WithoutJitter() })] };

    /// <summary>Adds the streams up.</summary>
    public static EndFigures Of(IReadOnlyList<StreamFigures> streams, ProcessCost process) => new()
    {
        Streams = [.. streams.Select(static stream => stream.WithoutCells())],
        Sent = SendFigures.Sum(streams.Select(static stream => stream.Sent)),
        Received = ReceiveFigures.Sum(streams.Select(static stream => stream.Received)),
        RoundTrips = RoundTripFigures.Sum(streams.Select(static stream => stream.RoundTrips)),
        Process = process,
    };
}
