namespace Sockets.Transport.Statsd;

/// <summary>How a server tells packets apart.</summary>
public enum StatsdFraming
{
    /// <summary>A packet is a datagram. For UDP and Unix datagrams.</summary>
    Datagram,

    /// <summary>Every line ends with a line feed: TCP, and the Unix stream of statsd.</summary>
    LineFeed,

    /// <summary>A packet is its length in 4 bytes, low byte first, and its lines: the Unix stream of the Datadog Agent.</summary>
    Length32,
}
