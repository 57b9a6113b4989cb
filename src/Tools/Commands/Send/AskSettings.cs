namespace Sockets.Tools.Commands.Send;

/// <summary>How <c>send --request</c> asks.</summary>
internal sealed record AskSettings
{
    /// <summary>How long an answer is worth waiting for, when the user does not say.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Requests that wait for their answer at once, when the user does not say.</summary>
    public const int DefaultInFlight = 64;

    public TimeSpan Deadline { get; init; } = DefaultDeadline;

    public int InFlight { get; init; } = DefaultInFlight;

    /// <summary>Name of the format of the answers.</summary>
    public required string Format { get; init; }
}
