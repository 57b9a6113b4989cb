namespace Sockets.Transport.ZeroMq;

/// <summary>How much peers may ask of this process. Immutable.</summary>
public sealed record ZmqLimits
{
    /// <summary>Default of <see cref="MaxMessageLength"/>: 64 MiB.</summary>
    public const int DefaultMaxMessageLength = 64 * 1024 * 1024;

    /// <summary>The highest <see cref="MaxMessageLength"/>: 512 MiB. Buffers double as bytes arrive, and an array ends below 2 GiB.</summary>
    public const int HighestMaxMessageLength = 512 * 1024 * 1024;

    /// <summary>Default of <see cref="MaxTopicLength"/>: 8 KiB.</summary>
    public const int DefaultMaxTopicLength = 8 * 1024;

    /// <summary>Default of <see cref="MaxTopicsPerPeer"/>: 100,000.</summary>
    public const int DefaultMaxTopicsPerPeer = 100_000;

    /// <summary>Default of <see cref="MaxTopicBytesPerPeer"/>: 8 MiB.</summary>
    public const int DefaultMaxTopicBytesPerPeer = 8 * 1024 * 1024;

    /// <summary>Default of <see cref="MaxLeftMessages"/>: 100,000.</summary>
    public const int DefaultMaxLeftMessages = 100_000;

    /// <summary>Default of <see cref="MaxLeftBytes"/>: 256 MiB.</summary>
    public const long DefaultMaxLeftBytes = 256 * 1024 * 1024;

    /// <summary>Default of <see cref="MaxConnections"/>: 10,000.</summary>
    public const int DefaultMaxConnections = 10_000;

    /// <summary>Default of <see cref="MaxHandshakes"/>: 1,000.</summary>
    public const int DefaultMaxHandshakes = 1_000;

    /// <summary>An empty frame with its header.</summary>
    private const int LowestMaxMessageLength = 2;

    /// <summary>
    /// The longest message in bytes that is sent or received, all its frames with their headers; from 2 to 512 MiB. A peer that
    /// announces more is disconnected, a longer one to send is refused by an exception. Memory is taken as bytes arrive,
    /// never because they are announced. ZMQ_MAXMSGSIZE, which knows no default. Default 64 MiB.
    /// </summary>
    public int MaxMessageLength { get; init; } = DefaultMaxMessageLength;

    /// <summary>The longest topic in bytes that a peer may subscribe to; beyond it is disconnected. Default 8 KiB.</summary>
    public int MaxTopicLength { get; init; } = DefaultMaxTopicLength;

    /// <summary>How many topics one peer may subscribe to; beyond it is disconnected. Default 100,000.</summary>
    public int MaxTopicsPerPeer { get; init; } = DefaultMaxTopicsPerPeer;

    /// <summary>How many bytes all topics together may have that one peer subscribes to; beyond it is disconnected. Default 8 MiB.</summary>
    public int MaxTopicBytesPerPeer { get; init; } = DefaultMaxTopicBytesPerPeer;

    /// <summary>
    /// How many messages peers that have gone may have left unread, all together; while as many or more wait, no new connection is
    /// let in or made. Each that goes can leave as many as the high-water mark of what is received, and of an XPUB socket a
    /// cancellation for each of its topics. Default 100,000.
    /// </summary>
    public int MaxLeftMessages { get; init; } = DefaultMaxLeftMessages;

    /// <summary>The same in bytes. Default 256 MiB.</summary>
    public long MaxLeftBytes { get; init; } = DefaultMaxLeftBytes;

    /// <summary>How many connections a socket has at most; one beyond is closed as soon as it is accepted. Default 10,000.</summary>
    public int MaxConnections { get; init; } = DefaultMaxConnections;

    /// <summary>
    /// How many peers that connected may be in their handshake at once; one beyond is closed as soon as it is accepted. Each may
    /// say 8 KiB before it is let in, and takes no longer than <see cref="HandshakeTimeout"/>. Default 1,000.
    /// </summary>
    public int MaxHandshakes { get; init; } = DefaultMaxHandshakes;

    /// <summary>
    /// How long connecting, and then the handshake, may take; at most 49 days. ZMQ_HANDSHAKE_IVL. Default 30 s.
    /// </summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxMessageLength, LowestMaxMessageLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxMessageLength, HighestMaxMessageLength);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxTopicLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxTopicsPerPeer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxTopicBytesPerPeer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxLeftMessages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxLeftBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConnections);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxHandshakes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HandshakeTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HandshakeTimeout, ZmqOptions.LongestTime);
    }
}
