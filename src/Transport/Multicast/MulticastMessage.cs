namespace Sockets.Transport.Multicast;

/// <summary>A received message with what is known about it. Dispose it once when done, as a <see cref="Message"/>.</summary>
/// <param name="Message">The payload; it belongs to whoever holds it.</param>
/// <param name="Info">Who sent it, when, and as which.</param>
public readonly record struct MulticastMessage(Message Message, MulticastInfo Info) : IDisposable
{
    /// <summary>The payload. Valid until the message is disposed.</summary>
    public ReadOnlySpan<byte> Span => Message.Span;

    /// <summary>Returns the memory.</summary>
    public void Dispose() => Message.Dispose();
}
