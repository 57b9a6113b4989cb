namespace Sockets.Transport;

/// <summary>The connection is closed. Whether trying again may help depends on <see cref="Reason"/>.</summary>
public sealed class ConnectionClosedException : TransportException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="reason">Why the connection ended.</param>
    /// <param name="message">The same in words.</param>
    /// <param name="innerException">The cause below, if there is one.</param>
    public ConnectionClosedException(CloseReason reason, string message, Exception? innerException = null)
        : base(message, innerException) => Reason = reason;

    /// <summary>Why the connection ended.</summary>
    public CloseReason Reason { get; }
}
