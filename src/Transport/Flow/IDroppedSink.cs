namespace Sockets.Transport.Flow;

/// <summary>Takes over what a queue drops, so that pooled memory goes back.</summary>
/// <typeparam name="T">What the queue holds.</typeparam>
internal interface IDroppedSink<in T>
{
    /// <summary>
    /// An item has left the queue undelivered and belongs to the sink now. Called once per item, under whatever lock the
    /// queue's owner holds: it must neither throw, nor wait, nor call the queue.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="cause">Why.</param>
    void OnDropped(T item, DropCause cause);
}
