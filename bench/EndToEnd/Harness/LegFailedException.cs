namespace Sockets.EndToEnd.Harness;

/// <summary>A pass of a leg gave no figures: a process ended early, a count did not close, time ran out.</summary>
internal sealed class LegFailedException(string message) : Exception(message);
