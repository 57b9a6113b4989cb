using Sockets.Tools.Perf.Streams;

namespace Sockets.Tools.Perf.Ends;

/// <summary>What one side has seen of one stream.</summary>
internal sealed record StreamFigures
{
    public required string Local { get; init; }

    public required string Remote { get; init; }

    /// <summary>What this side sent of its own accord; null when it only received.</summary>
    public SendFigures? Sent { get; init; }

    /// <summary>What it received of what the other sent of its own accord.</summary>
    public ReceiveFigures? Received { get; init; }

    /// <summary>Times there and back; the client's in pingpong and underload.</summary>
    public RoundTripFigures? RoundTrips { get; init; }

    /// <summary>Calls into the kernel that received.</summary>
    public long ReceiveCalls { get; init; }

    /// <summary>What became of the packets sent to it; over datagrams.</summary>
    public LossFigures? Loss { get; init; }

    /// <summary>The figures without the cells of histograms, which stand in the sums.</summary>
    public StreamFigures WithoutCells() => this with
    {
        Sent = Sent is null ? null : Sent with { Lateness = Sent.Lateness?.WithoutCells() },
        Received = Received is null ? null : Received with { OneWay = Received.OneWay?.WithoutCells() },
        RoundTrips = RoundTrips is null ? null : RoundTrips with { Response = RoundTrips.Response.WithoutCells(), Service = RoundTrips.Service?.WithoutCells() },
    };
}
