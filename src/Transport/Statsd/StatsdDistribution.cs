using Sockets.Transport.Statsd.Internal.Sources;

namespace Sockets.Transport.Statsd;

/// <summary>How values are spread, over all hosts. Made by <see cref="StatsdClient.CreateDistribution"/>; for any thread.</summary>
public sealed class StatsdDistribution
{
    private readonly SampleSource _source;

    internal StatsdDistribution(SampleSource source) => _source = source;

    /// <summary>Records a value. Never blocks, never throws; what is not finite is dropped and counted.</summary>
    /// <param name="value">The value.</param>
    public void Record(double value) => _source.Record(value);
}
