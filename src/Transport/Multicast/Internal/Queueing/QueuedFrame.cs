namespace Sockets.Transport.Multicast.Internal.Queueing;

/// <summary>The messages of one frame, in order. Reused for another when it is empty.</summary>
internal sealed class QueuedFrame
{
    private readonly List<QueuedMessage> _messages = [];
    private int _taken;

    /// <summary>What it is to a decoder.</summary>
    public MulticastFlags Kind { get; private set; }

    /// <summary>Messages not taken.</summary>
    public int Count => _messages.Count - _taken;

    /// <summary>Bytes not taken.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether the application has some of it, so that the rest belongs to it too.</summary>
    public bool IsBegun => _taken > 0;

    /// <summary>Whose frame it is; null while it is empty.</summary>
    public MulticastSource? Source { get; private set; }

    public bool IsKey => (Kind & MulticastFlags.Key) == MulticastFlags.Key;

    /// <summary>Whether nothing builds on it. A frame of which any packet is referred to is not.</summary>
    public bool IsDiscardable => !IsKey && (Kind & MulticastFlags.Discardable) == MulticastFlags.Discardable;

    /// <summary>Adds a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="kind">What the frame is, as far as it is known with this message.</param>
    public void Add(in QueuedMessage message, MulticastFlags kind)
    {
        Kind = kind;
        Source = message.Info.Source;
        _messages.Add(message);
        Bytes += message.Length;
    }

    public QueuedMessage Take()
    {
        QueuedMessage message = _messages[_taken++];
        Bytes -= message.Length;
        return message;
    }

    /// <summary>Forgets what was taken, so that it can be another frame.</summary>
    public void Reuse()
    {
        _messages.Clear();
        _taken = 0;
        Bytes = 0;
        Source = null;
        Kind = MulticastFlags.None;
    }
}
