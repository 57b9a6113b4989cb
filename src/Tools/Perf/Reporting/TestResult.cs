using System.Text.Json.Serialization;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Running;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>One test, merged from what both sides have seen.</summary>
internal sealed record TestResult
{
    /// <summary>What was measured.</summary>
    public required TestPlan Plan { get; init; }

    /// <summary>Whether both sides said what they saw, to the end.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>The directions in which messages went of a side's own accord; none in pingpong.</summary>
    public required IReadOnlyList<DirectionResult> Directions { get; init; }

    /// <summary>Times there and back by the client's clock; half of one is not a one-way time. Null where nothing is sent back.</summary>
    public RoundTripFigures? RoundTrip { get; init; }

    /// <summary>What the client saw of each stream.</summary>
    public required IReadOnlyList<StreamFigures> NearStreams { get; init; }

    /// <summary>What the server saw of each stream; empty when it could not say so.</summary>
    public required IReadOnlyList<StreamFigures> FarStreams { get; init; }

    /// <summary>What it took of the client's process.</summary>
    public ProcessCost? NearProcess { get; init; }

    /// <summary>What it took of the server's process, which may serve others too.</summary>
    public ProcessCost? FarProcess { get; init; }

    /// <summary>What the server had counted when it last said so, where it could not sum up.</summary>
    public EndCounts? LastOfFar { get; init; }

    /// <summary>What broke it off; null when nothing did.</summary>
    public string? Error { get; init; }

    [JsonIgnore]
    public IEnumerable<string> Faults => Directions.SelectMany(static d => d.Faults)
        .Concat(IsComplete ? Directions.Select(static d => d.Discord).OfType<string>() : []);

    public static TestResult Of(TestOutcome outcome)
    {
        if (outcome is { Near.WallClockWasSet: true } or { Far.WallClockWasSet: true })
        {
            // One-way times are gone where the receiver's was set; when a message was due is counted from the start, and no step moves it.
            outcome = outcome with { Near = outcome.Near?.WithoutJitter(), Far = outcome.Far?.WithoutJitter() };
        }

        TestPlan plan = outcome.Plan;
        List<DirectionResult> directions = [];
        if (plan.Mode != PerfMode.PingPong)
        {
            if (plan.Sends(Side.Near))
            {
                directions.Add(DirectionResult.Of(plan, DataFlow.Up, outcome.Near, outcome.Far));
            }

            if (plan.Sends(Side.Far))
            {
                directions.Add(DirectionResult.Of(plan, DataFlow.Down, outcome.Far, outcome.Near));
            }
        }

        return new TestResult
        {
            Plan = plan,
            IsComplete = outcome is { Error: null, Near: not null, Far: not null },
            Directions = directions,
            RoundTrip = outcome.Near?.RoundTrips,
            NearStreams = outcome.Near?.Streams ?? [],
            FarStreams = outcome.Far?.Streams ?? [],
            NearProcess = outcome.Near?.Process,
            FarProcess = outcome.Far?.Process,
            LastOfFar = outcome.Far is null ? outcome.LastOfFar : null,
            Error = outcome.Error?.OneLine,
        };
    }
}
