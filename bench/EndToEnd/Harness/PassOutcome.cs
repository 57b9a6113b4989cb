namespace Sockets.EndToEnd.Harness;

/// <summary>How one pass of one leg ended: with figures or with the reason why there are none.</summary>
/// <param name="Pass">The pass's number; 0 is the discarded one.</param>
/// <param name="Figures">What it measured; null when it failed.</param>
/// <param name="Failure">Why there are no figures; null when there are.</param>
internal sealed record PassOutcome(int Pass, Figures? Figures, string? Failure);
