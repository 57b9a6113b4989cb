namespace Sockets.Transport.Multicast.Internal.Queueing;

/// <summary>
/// Messages that wait for the application, bounded in messages and in bytes, with a policy for what does not fit. It owns
/// what it is offered. It never waits and is not thread-safe; its owner holds a lock.
/// </summary>
internal interface IDeliveryLine
{
    /// <summary>Packets that wait.</summary>
    long Packets { get; }

    /// <summary>Messages that wait.</summary>
    int Count { get; }

    /// <summary>Bytes that wait.</summary>
    long Bytes { get; }

    /// <summary>Whether there is a message to take now.</summary>
    bool HasReady { get; }

    /// <summary>Takes over a message, or drops it, or others for it.</summary>
    void Offer(in QueuedMessage message, long now);

    /// <summary>Takes the next message out.</summary>
    bool TryTake(long now, out QueuedMessage message);

    /// <summary>A source went away or began anew: the frame of it that is in the making gets nothing more.</summary>
    void EndFrame(MulticastSource source);

    /// <summary>Nothing more will come: what waits for more can be taken as it is.</summary>
    void End();

    /// <summary>Drops everything.</summary>
    void Clear();
}
