using Sockets.Transport.Flow;

namespace Sockets.Transport.Multicast.Internal.Queueing;

/// <summary>Counts what a queue drops, by reason, in packets, and gives its memory back.</summary>
internal sealed class DropTally : IDroppedSink<QueuedMessage>
{
    private static readonly int s_reasons = Enum.GetValues<DropReason>().Length;

    private readonly long[] _packets = new long[s_reasons];

    /// <summary>Packets dropped for a reason.</summary>
    public long this[DropReason reason] => _packets[(int)reason];

    /// <summary>Messages dropped.</summary>
    public long Messages { get; private set; }

    /// <summary>A message will not be delivered.</summary>
    public void Drop(in QueuedMessage message, DropReason reason)
    {
        _packets[(int)reason] += message.Packets;
        Messages++;
        message.Buffer.Release();
    }

    /// <inheritdoc/>
    void IDroppedSink<QueuedMessage>.OnDropped(QueuedMessage item, DropCause cause) => Drop(item, cause switch
    {
        DropCause.Conflated => DropReason.Conflated,
        DropCause.Oldest => DropReason.Oldest,
        _ => DropReason.Closed,
    });
}
