using Sockets.Transport.ZeroMq.Internal.Peers;

namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <summary>A peer of a publisher: what it asked for, and what it gets. That is the same, unless the application decides.</summary>
internal sealed class Subscriber
{
    public Subscriber(Peer peer, bool isManual)
    {
        Peer = peer;
        IsManual = isManual;
        Granted = isManual ? new TopicCounts() : Asked;
    }

    public Peer Peer { get; }

    /// <summary>Whether the application decides.</summary>
    public bool IsManual { get; }

    public TopicCounts Asked { get; } = new();

    public TopicCounts Granted { get; }
}
