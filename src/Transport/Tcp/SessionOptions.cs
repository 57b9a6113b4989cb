using Sockets.Transport.Compression;
using Sockets.Transport.Framing;

namespace Sockets.Transport.Tcp;

/// <summary>How a session treats a side that cannot keep up, and how soon it notices one that is gone. Immutable.</summary>
public sealed record SessionOptions
{
    /// <summary>Default of <see cref="WindowBytes"/>: 4 MiB, four of the longest messages.</summary>
    public const int DefaultWindowBytes = 4 * 1024 * 1024;

    /// <summary>Default of <see cref="WindowMessages"/> and <see cref="QueueMessages"/>: 65,536.</summary>
    public const int DefaultMessages = 65_536;

    /// <summary>Default of <see cref="MaxWindowBytes"/>: 16 MiB, as grpc-go allows.</summary>
    public const int DefaultMaxWindowBytes = 16 * 1024 * 1024;

    /// <summary>Default of <see cref="CompressFrom"/>: 512.</summary>
    public const int DefaultCompressFrom = 512;

    /// <summary>The longest payload of one frame: with its header it fills one 64 KiB block. Longer messages are fragmented.</summary>
    public const int MaxFramePayload = (64 * 1024) - Trn1Header.Size;

    /// <summary>
    /// Bytes, headers included, that the peer may send before the application has let go of any. Bounds the memory of
    /// the receiving side. Aim at bandwidth times round trip; smaller stalls the sender, larger only costs memory. At least
    /// one message of <see cref="ConnectionLimits.MaxMessageLength"/> with its headers. Default 4 MiB.
    /// </summary>
    public int WindowBytes { get; init; } = DefaultWindowBytes;

    /// <summary>
    /// How far the window may grow. It doubles when the bytes that arrive within the shortest round trip come to two thirds
    /// of it, so that a long way is filled too; that never happens while the application is what is slow. Set it to
    /// <see cref="WindowBytes"/> for a window that never grows. Default 16 MiB, and never less than the window.
    /// </summary>
    public int MaxWindowBytes { get; init; } = DefaultMaxWindowBytes;

    /// <summary>Messages that the peer may send before the application has let go of any. Default 65,536.</summary>
    public int WindowMessages { get; init; } = DefaultMessages;

    /// <summary>
    /// What happens to a message that this side sends when the peer grants no credit or the kernel takes no more:
    /// <see cref="OverflowPolicy.Wait"/> (the default), <see cref="OverflowPolicy.Reject"/>,
    /// <see cref="OverflowPolicy.DropNewest"/>, <see cref="OverflowPolicy.DropOldest"/>,
    /// <see cref="OverflowPolicy.Conflate"/> or <see cref="OverflowPolicy.Disconnect"/>. The others are not for TCP.
    /// </summary>
    public OverflowPolicy Overflow { get; init; } = OverflowPolicy.Wait;

    /// <summary>Bytes, headers included, that may wait here under a policy that queues. Default 4 MiB.</summary>
    public int QueueBytes { get; init; } = DefaultWindowBytes;

    /// <summary>Messages that may wait here under a policy that queues. Default 65,536.</summary>
    public int QueueMessages { get; init; } = DefaultMessages;

    /// <summary>How often this side is heard even when it has nothing to send; 50 ms to 60 s. Default 1 s.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many of its own intervals the peer may stay silent before it counts as gone; at least 2. Default 3: with the
    /// default interval a dead peer is noticed after 3 s.
    /// </summary>
    public int DeadAfterMissed { get; init; } = 3;

    /// <summary>
    /// Compresses messages for a peer that has the same algorithm: <see cref="Lz4Compressor"/>, or another. Null, the
    /// default, offers nothing: what is sent is not compressed, and neither is what arrives. Do not compress where an
    /// attacker can put text of his own beside a secret and see the length.
    /// </summary>
    public IMessageCompressor? Compressor { get; init; }

    /// <summary>
    /// The shortest message in bytes that is compressed; at least 16. A longer one is sent as it is when compression does not save
    /// a sixteenth. Default 512. With <see cref="int.MaxValue"/> this side only takes compressed messages.
    /// </summary>
    public int CompressFrom { get; init; } = DefaultCompressFrom;

    internal void Validate(ConnectionLimits limits)
    {
        if (Overflow is not (OverflowPolicy.Wait or OverflowPolicy.Reject or OverflowPolicy.DropNewest
            or OverflowPolicy.DropOldest or OverflowPolicy.Conflate or OverflowPolicy.Disconnect))
        {
            throw new ArgumentException(
                $"{Overflow} is not a policy of TCP: it takes Wait, Reject, DropNewest, DropOldest, Conflate or Disconnect.");
        }

        if (Compressor is { Algorithm: var algorithm and not 1 and < 128 })
        {
            throw new ArgumentException(
                $"{nameof(Compressor)} has the algorithm {algorithm}, which is reserved: LZ4 blocks are 1, an application's own are 128 to 255.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(CompressFrom, 16);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(WindowMessages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxWindowBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(QueueMessages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(QueueBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(HeartbeatInterval, TimeSpan.FromMilliseconds(50));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HeartbeatInterval, TimeSpan.FromSeconds(60));
        ArgumentOutOfRangeException.ThrowIfLessThan(DeadAfterMissed, 2);
        long largest = WireLength(limits.MaxMessageLength, MaxFramePayload);
        if (WindowBytes < largest)
        {
            throw new ArgumentException(
                $"{nameof(WindowBytes)} is {WindowBytes}: it must hold one message of {nameof(ConnectionLimits.MaxMessageLength)} with its headers, {largest} bytes.");
        }
    }

    /// <summary>What a message takes on the wire when it is cut into frames of at most <paramref name="maxFrame"/> bytes.</summary>
    internal static long WireLength(int messageLength, int maxFrame)
    {
        int frames = messageLength <= maxFrame ? 1 : (messageLength + maxFrame - 1) / maxFrame;
        return messageLength + ((long)frames * Trn1Header.Size);
    }

    /// <summary>The longest message whose frames fit a window: the inverse of <see cref="WireLength"/>.</summary>
    internal static int LongestWithin(int windowBytes, int maxFrame)
    {
        (int full, int rest) = Math.DivRem(windowBytes, maxFrame + Trn1Header.Size);
        return (full * maxFrame) + Math.Max(0, rest - Trn1Header.Size);
    }
}
