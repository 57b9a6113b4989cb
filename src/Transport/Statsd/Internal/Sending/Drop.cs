namespace Sockets.Transport.Statsd.Internal.Sending;

/// <summary>Why a metric was not sent.</summary>
internal enum Drop
{
    /// <summary>Its value, name or member cannot be said.</summary>
    Invalid,

    /// <summary>The sample rate left it out; the rate tells the server.</summary>
    SampledOut,

    /// <summary>A bounded place was full before the next flush: samples, a set's members, the queue of single lines.</summary>
    Overflow,

    /// <summary>It does not fit a packet.</summary>
    TooLarge,

    /// <summary>
    /// It was there when the client was disposed, and could not leave in time; or its bridge or instrument was gone already.
    /// </summary>
    Closed,

    /// <summary>Nobody listened.</summary>
    Refused,

    /// <summary>The connection was lost in the middle of its packet.</summary>
    Disconnected,
}
