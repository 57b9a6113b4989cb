namespace Sockets.Tools.Perf.Control;

/// <summary>The server will not.</summary>
/// <param name="Code">What the client ends with.</param>
/// <param name="Message">Why.</param>
/// <param name="Hint">What to do about it.</param>
internal sealed record Refusal(ExitCode Code, string Message, string? Hint = null) : ControlMessage;
