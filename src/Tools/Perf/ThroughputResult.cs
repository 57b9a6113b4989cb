namespace Sockets.Tools.Perf;

/// <summary>One direction, as fast as it goes.</summary>
internal sealed record ThroughputResult : PerfResult
{
    public override string Test => "throughput";

    public required string Driver { get; init; }

    public required int MessageBytes { get; init; }

    /// <summary>From the first scored message to the last, at the receiver.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Messages that took <see cref="Duration"/>.</summary>
    public required long Messages { get; init; }

    /// <summary>All messages of the session, with those of the warm-up.</summary>
    public required long AllMessages { get; init; }

    /// <summary>Messages for each call into the kernel, on the sending side.</summary>
    public required double MessagesPerSendCall { get; init; }

    /// <summary>Messages for each call into the kernel, on the receiving side.</summary>
    public required double MessagesPerReceiveCall { get; init; }

    public long Bytes => Messages * MessageBytes;

    public double MessagesPerSecond => PerSecond(Messages, Duration);

    public double BytesPerSecond => PerSecond(Bytes, Duration);
}
