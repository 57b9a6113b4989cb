using Sockets.Transport.Flow;

namespace Sockets.Transport.Tests.Flow;

/// <summary>Remembers what a queue dropped, in order.</summary>
internal sealed class DropLog<T> : IDroppedSink<T>
{
    public List<(T Item, DropCause Cause)> Dropped { get; } = [];

    public void OnDropped(T item, DropCause cause) => Dropped.Add((item, cause));
}
