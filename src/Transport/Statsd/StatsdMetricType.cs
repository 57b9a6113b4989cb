namespace Sockets.Transport.Statsd;

/// <summary>What a server does with the values of a metric.</summary>
public enum StatsdMetricType
{
    /// <summary><c>c</c>: values are added up until the server's flush.</summary>
    Counter,

    /// <summary><c>g</c>: the last value stands.</summary>
    Gauge,

    /// <summary><c>ms</c>: milliseconds; the server makes a count, a mean and percentiles of them.</summary>
    Timer,

    /// <summary><c>h</c>: as <see cref="Timer"/>, without a unit. Not every server knows it.</summary>
    Histogram,

    /// <summary><c>d</c>: a histogram that is put together over all hosts. DogStatsD's own.</summary>
    Distribution,

    /// <summary><c>s</c>: how many different members there were until the server's flush.</summary>
    Set,
}
