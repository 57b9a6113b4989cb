using Sockets.Transport.Buffers;

namespace Sockets.Transport.Tcp;

/// <summary>How a <see cref="BroadcastGroup"/> behaves. Immutable.</summary>
public sealed record BroadcastGroupOptions
{
    /// <summary>For subscribers that are added without options of their own. Default <see cref="OverflowPolicy.DropOldest"/>.</summary>
    public SubscriberOptions Subscriber { get; init; } = new();

    /// <summary>
    /// Told once when a subscriber begins to lose messages, and once when it has caught up or left. Never called under a
    /// lock, and for one subscriber never twice at once. It runs on the thread that broadcasts or sends, so it must not
    /// block; what it throws is ignored. Null (the default) for nobody.
    /// </summary>
    public Action<SlowSubscriber>? OnSlowSubscriber { get; init; }

    internal BufferPool Pool { get; init; } = BufferPool.Shared;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Subscriber);
        Subscriber.Validate();
    }
}
