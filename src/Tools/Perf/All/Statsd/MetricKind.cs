namespace Sockets.Tools.Perf.All.Statsd;

/// <summary>What is recorded.</summary>
internal enum MetricKind
{
    /// <summary>Additions to counters, by handles: they add up until the next flush.</summary>
    Counter,

    /// <summary>Times, by handles: each is sent, as far as there is room until the next flush.</summary>
    Timer,

    /// <summary>Counts without a handle: a line for each call, as far as there is room until the next flush.</summary>
    Single,
}
