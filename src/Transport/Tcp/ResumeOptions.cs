namespace Sockets.Transport.Tcp;

/// <summary>
/// How a session goes on after its connection was cut. It does where both sides have such options. Immutable.
/// </summary>
/// <remarks>
/// What was sent is kept until the peer has it: that costs memory, no copy. Only a large message is copied then, instead of
/// being sent out of its caller's memory.
/// </remarks>
public sealed record ResumeOptions
{
    /// <summary>Default of <see cref="ReplayBytes"/>: 16 MiB, as far as a window grows by default.</summary>
    public const int DefaultReplayBytes = 16 * 1024 * 1024;

    /// <summary>
    /// How long after a cut the session can be resumed; then it is closed, with <see cref="CloseReason.SessionLost"/>. The
    /// shorter time of both sides counts. 50 ms to 1 day. Default 60 s.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Bytes, headers included, that are kept until the peer has them, besides one block of 64 KiB or one longer message; older ones
    /// go first, and are lost if the connection is cut before they arrived. Never reached where it is at least the peer's
    /// <see cref="SessionOptions.MaxWindowBytes"/>. Default 16 MiB.
    /// </summary>
    public int ReplayBytes { get; init; } = DefaultReplayBytes;

    /// <summary>How long a message is kept, in steps of 50 ms. Default 60 s.</summary>
    public TimeSpan ReplayAge { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The longest pause before a client's first attempt to connect again; each attempt that fails doubles it, and the pause
    /// is drawn at random below it, so that the clients of a network that comes back do not come all at once. A connection
    /// that lasted 10 s begins anew. Default 100 ms.
    /// </summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What the pause grows to at most. Default 10 s.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sessions that a server keeps without a connection, at a time; one more is closed. Default 10,000.</summary>
    public int MaxParked { get; init; } = 10_000;

    /// <summary>
    /// Told what happens to a session between its beginning and its end, one after the other. Called on the loop that
    /// noticed it, so it must not block; what it throws is ignored. Null (the default) for nobody.
    /// </summary>
    public Action<MessageConnection, ResumeEvent>? OnEvent { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Patience, TimeSpan.FromMilliseconds(50));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Patience, TimeSpan.FromDays(1));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ReplayBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReplayAge, TimeSpan.FromMilliseconds(50));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FirstRetry, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestRetry, FirstRetry);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxParked);
    }
}
