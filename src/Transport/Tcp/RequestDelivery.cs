namespace Sockets.Transport.Tcp;

/// <summary>How far a request without an answer came: whether asking again may do the same thing twice.</summary>
public enum RequestDelivery
{
    /// <summary>It never left: the peer has not seen it, and asking again is safe.</summary>
    NotSent,

    /// <summary>It was sent and nothing is known of it: it may have been carried out, in part or not at all.</summary>
    Unknown,

    /// <summary>The peer has received it and said that there is no answer.</summary>
    Delivered,
}
