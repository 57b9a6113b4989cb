using Sockets.Transport.Flow;

namespace Sockets.Transport.Tcp;

/// <summary>What a broadcast group does for a subscriber that cannot keep up. Immutable.</summary>
public sealed record SubscriberOptions
{
    /// <summary>Default of <see cref="QueueMessages"/>: 4,096.</summary>
    public const int DefaultQueueMessages = 4_096;

    /// <summary>Default of <see cref="QueueBytes"/>: 4 MiB, four of the longest messages.</summary>
    public const int DefaultQueueBytes = 4 * 1024 * 1024;

    /// <summary>
    /// What happens to a message for which the queue has no room: <see cref="OverflowPolicy.DropOldest"/> (the default),
    /// <see cref="OverflowPolicy.DropNewest"/>, <see cref="OverflowPolicy.Conflate"/>, <see cref="OverflowPolicy.Reject"/>,
    /// <see cref="OverflowPolicy.Disconnect"/> or <see cref="OverflowPolicy.Wait"/>. Only
    /// <see cref="BroadcastGroup.BroadcastAsync(ReadOnlyMemory{byte}, CancellationToken)"/> waits;
    /// <see cref="BroadcastGroup.TryBroadcast(ReadOnlySpan{byte})"/> treats Wait as Reject.
    /// </summary>
    public OverflowPolicy Policy { get; init; } = OverflowPolicy.DropOldest;

    /// <summary>Messages that may wait for this subscriber. Default 4,096.</summary>
    public int QueueMessages { get; init; } = DefaultQueueMessages;

    /// <summary>Bytes, headers included, that may wait for this subscriber; a longer message is refused. Default 4 MiB.</summary>
    public int QueueBytes { get; init; } = DefaultQueueBytes;

    internal void Validate()
    {
        if (!OverflowQueue<int>.IsSupported(Policy))
        {
            throw new ArgumentException(
                $"{Policy} is not a policy of a broadcast: it takes Wait, Reject, DropNewest, DropOldest, Conflate or Disconnect.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(QueueMessages);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(QueueMessages, OverflowQueue<int>.MostMessages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(QueueBytes);
    }
}
