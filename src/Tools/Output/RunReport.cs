using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;

namespace Sockets.Tools.Output;

/// <summary>Everything there is to say about a run when it is over.</summary>
internal sealed record RunReport
{
    /// <summary><c>send</c> or <c>recv</c>.</summary>
    public required string Verb { get; init; }

    /// <summary>The endpoint, resolved.</summary>
    public required string Endpoint { get; init; }

    public required bool IsListening { get; init; }

    /// <summary><c>native</c>, or the framing.</summary>
    public required string Protocol { get; init; }

    /// <summary>Who ran the connection's loop.</summary>
    public required string Driver { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public string? Local { get; init; }

    public string? Remote { get; init; }

    /// <summary>How many peers there were.</summary>
    public int Peers { get; init; }

    /// <summary>Those who got each message, where there could be several.</summary>
    public IReadOnlyList<ReceiverSample> Receivers { get; init; } = [];

    /// <summary>From the connection to the end of the transfer.</summary>
    public TimeSpan Duration { get; init; }

    public long Messages { get; init; }

    public long Bytes { get; init; }

    public ChannelStats Stats { get; init; }

    /// <summary>The sender's policy, when the protocol has flow control.</summary>
    public string? Policy { get; init; }

    /// <summary>Whether the sender was to compress.</summary>
    public bool Compresses { get; init; }

    /// <summary>Whether it was to go on after a cut.</summary>
    public bool Resumes { get; init; }

    /// <summary>How long the sender was held, by flow control or by the kernel.</summary>
    public TimeSpan? Stalled { get; init; }

    public Rate? Target { get; init; }

    public long LateMessages { get; init; }

    public TimeSpan MaxLateness { get; init; }

    public string? Sha256 { get; init; }

    /// <summary>The file that was written, under the name it has now.</summary>
    public string? OutFile { get; init; }

    public bool OutComplete { get; init; }

    public IReadOnlyList<ExpectationResult> Expectations { get; init; } = [];

    public required RunEnd End { get; init; }

    public required ExitCode ExitCode { get; init; }

    public ToolException? Error { get; init; }

    public double MessagesPerSecond => Duration > TimeSpan.Zero ? Messages / Duration.TotalSeconds : 0;

    public double BytesPerSecond => Duration > TimeSpan.Zero ? Bytes / Duration.TotalSeconds : 0;
}
