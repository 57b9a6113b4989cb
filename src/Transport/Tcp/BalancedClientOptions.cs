namespace Sockets.Transport.Tcp;

/// <summary>Which servers a <see cref="BalancedClient"/> spreads its work over, and how. Immutable.</summary>
public sealed record BalancedClientOptions
{
    /// <summary>
    /// Whom to connect to, and how: one connection for each entry. Name a server several times for several connections to
    /// it. What arrives goes to the entry's handler.
    /// </summary>
    public required IReadOnlyList<MessageClientOptions> Targets { get; init; }

    /// <summary>Who gets the next one. Default <see cref="LoadBalancing.RoundRobin"/>.</summary>
    public LoadBalancing Balancing { get; init; }

    /// <summary>
    /// The longest pause before the first attempt to connect again; each attempt that fails doubles it, and the pause is
    /// drawn at random below it, so that the clients of a server that comes back do not come all at once. Default 100 ms.
    /// </summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What the pause grows to at most. Default 10 s.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock of the pauses. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Targets);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        if (Targets.Count == 0)
        {
            throw new ArgumentException($"{nameof(Targets)} is empty: name at least one server.");
        }

        if (!Enum.IsDefined(Balancing))
        {
            throw new ArgumentOutOfRangeException(nameof(Balancing), Balancing, "Not a way to balance.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FirstRetry, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestRetry, FirstRetry);
        foreach (MessageClientOptions target in Targets)
        {
            ArgumentNullException.ThrowIfNull(target, nameof(Targets));
            target.Validate();
        }
    }
}
