namespace Sockets.Transport.Tcp;

/// <summary>A request has no answer. The connection may well live; <see cref="Failure"/> says what happened.</summary>
public sealed class RequestException : TransportException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="failure">Why there is no answer.</param>
    /// <param name="delivery">How far the request came.</param>
    /// <param name="message">The same in words.</param>
    /// <param name="innerException">The cause below, if there is one: how the connection ended.</param>
    public RequestException(RequestFailure failure, RequestDelivery delivery, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Failure = failure;
        Delivery = delivery;
    }

    /// <summary>Why there is no answer.</summary>
    public RequestFailure Failure { get; }

    /// <summary>How far the request came: whether the peer may have carried it out.</summary>
    public RequestDelivery Delivery { get; }
}
