namespace Sockets.EndToEnd.Harness;

/// <summary>How long one pass of one leg takes.</summary>
/// <param name="Warmup">Traffic before the scored window: connections settle, code tiers up. Not counted.</param>
/// <param name="Scored">The window that is counted.</param>
internal readonly record struct PassPlan(TimeSpan Warmup, TimeSpan Scored)
{
    /// <summary>A pass that takes longer than this has failed: start-up and tear-down included.</summary>
    public TimeSpan Limit => Warmup + Scored + TimeSpan.FromSeconds(20);
}
