namespace Sockets.Tools.Commands.Input;

/// <summary>
/// Where the messages to send come from. Shaped so that the common case, a message that is there already, costs no
/// task: read until there is none, then wait for more.
/// </summary>
internal abstract class MessageSource : IDisposable
{
    /// <summary>How many payload bytes there are in all; null when nobody knows before the end.</summary>
    public virtual long? TotalBytes => null;

    /// <summary>Takes a message that is there.</summary>
    /// <param name="message">The payload, valid until the next call of either method.</param>
    public abstract bool TryRead(out ReadOnlyMemory<byte> message);

    /// <summary>Waits until a message may be there.</summary>
    /// <returns>False when there will be no more.</returns>
    public abstract ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken);

    public abstract void Dispose();
}
