namespace Sockets.Transport.Tcp;

/// <summary>Where in an episode of overflow a subscriber is.</summary>
public enum SlowPhase
{
    /// <summary>It has lost its first messages.</summary>
    Begin,

    /// <summary>Nothing waits for it any more: it has caught up, or has left.</summary>
    End,
}
