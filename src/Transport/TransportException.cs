namespace Sockets.Transport;

/// <summary>The root of the exceptions this library throws for the state of a connection or its peer.</summary>
public class TransportException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was wrong, where, and what to do about it.</param>
    /// <param name="innerException">The cause below, if there is one.</param>
    public TransportException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
