namespace Sockets.Transport.Tcp;

/// <summary>One subscriber of a group, as it was when asked.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Options">Its policy and bounds.</param>
/// <param name="Counters">What was counted since it was added.</param>
/// <param name="Overflow"><see cref="SlowPhase.Begin"/> while it is in an episode of overflow, else <see cref="SlowPhase.End"/>.</param>
public readonly record struct BroadcastSubscriber(
    MessageConnection Connection, SubscriberOptions Options, BroadcastCounters Counters, SlowPhase Overflow);
