namespace Sockets.Transport.Statsd;

/// <summary>How an event is shown.</summary>
public enum StatsdAlert
{
    /// <summary>As information; not written, as it is the server's default.</summary>
    Info,

    /// <summary>As a success.</summary>
    Success,

    /// <summary>As a warning.</summary>
    Warning,

    /// <summary>As an error.</summary>
    Error,
}
