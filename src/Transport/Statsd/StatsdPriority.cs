namespace Sockets.Transport.Statsd;

/// <summary>How important an event is.</summary>
public enum StatsdPriority
{
    /// <summary>Normal; not written, as it is the server's default.</summary>
    Normal,

    /// <summary>Low.</summary>
    Low,
}
