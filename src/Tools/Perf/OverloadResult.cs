using Sockets.Tools.Commands;

namespace Sockets.Tools.Perf;

/// <summary>A reader that cannot keep up, and a sender that does not wait: a policy drops what is too much.</summary>
internal sealed record OverloadResult : PerfResult
{
    public override string Test => "overload";

    public required string Policy { get; init; }

    public required int MessageBytes { get; init; }

    public required SlowReader Slowness { get; init; }

    /// <summary>Messages that may wait before the policy drops.</summary>
    public required int QueueMessages { get; init; }

    /// <summary>From the first message offered to the last.</summary>
    public required TimeSpan Sending { get; init; }

    /// <summary>From the first message to the last, at the reader.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Messages that took <see cref="Duration"/>.</summary>
    public required long Messages { get; init; }

    public required long Submitted { get; init; }

    public required long Delivered { get; init; }

    /// <summary>Dropped, whatever the cause.</summary>
    public required long Dropped { get; init; }

    /// <summary>Numbers that the reader did not see.</summary>
    public required long Missing { get; init; }

    /// <summary>What the sender had counted when it stopped, before the queue emptied.</summary>
    public required Identity WhenStopped { get; init; }

    /// <summary>What both sides had counted when everything had arrived.</summary>
    public required Identity AtTheEnd { get; init; }

    public required Held Held { get; init; }

    public double OfferedPerSecond => PerSecond(Submitted, Sending);

    public double TakenPerSecond => PerSecond(Messages, Duration);
}
