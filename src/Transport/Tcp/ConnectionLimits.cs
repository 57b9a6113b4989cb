namespace Sockets.Transport.Tcp;

/// <summary>How much one connection may ask of this process. All are on by default.</summary>
public sealed record ConnectionLimits
{
    /// <summary>Default of <see cref="MaxMessageLength"/>: 1 MiB, as nats-server allows.</summary>
    public const int DefaultMaxMessageLength = 1024 * 1024;

    /// <summary>
    /// The slowest a frame may trickle in once <see cref="FrameTimeout"/> has passed: 240 bytes per second, the rate
    /// Kestrel asks of request bodies.
    /// </summary>
    public const int SlowestFrameBytesPerSecond = 240;

    /// <summary>
    /// The longest message accepted from the peer, in bytes. Bounds the memory in which one is put together; a longer
    /// announcement closes the connection before it is buffered. A foreign framing has its own limit instead. Default 1 MiB.
    /// </summary>
    public int MaxMessageLength { get; init; } = DefaultMaxMessageLength;

    /// <summary>How long a peer may take from connecting to the end of the handshake. Default 5 s.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a begun frame may take to arrive; beyond that it must keep up 240 bytes per second. No longer may a message
    /// that has begun wait for its next fragment. Default 10 s.
    /// </summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the peer's kernel may refuse to take a byte before the connection is aborted. Default 30 s.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a graceful close waits for credit, and again for the peer's farewell, before it is cut short. In between
    /// it sends what was accepted, for as long as <see cref="WriteTimeout"/> allows. Default 5 s.
    /// </summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxMessageLength);
        ThrowIfNotPositive(HandshakeTimeout, nameof(HandshakeTimeout));
        ThrowIfNotPositive(FrameTimeout, nameof(FrameTimeout));
        ThrowIfNotPositive(WriteTimeout, nameof(WriteTimeout));
        ThrowIfNotPositive(CloseTimeout, nameof(CloseTimeout));
    }

    private static void ThrowIfNotPositive(TimeSpan value, string name) =>
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
}
