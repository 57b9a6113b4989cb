using Sockets.Transport.Statsd.Internal.Sources;

namespace Sockets.Transport.Statsd.Internal.Bridging;

/// <summary>One combination of an instrument's tags, and where its measurements go: null where it got no place of its own.</summary>
internal sealed class Series(KeyValuePair<string, object?>[] tags, int hash, MeasuredSource? source)
{
    public KeyValuePair<string, object?>[] Tags { get; } = tags;

    public int Hash { get; } = hash;

    public MeasuredSource? Source { get; } = source;

    /// <summary>The next in the table's chain; set before anybody can see this one.</summary>
    public Series? Next { get; set; }

    /// <summary>The same in the chain of a grown table.</summary>
    public Series Copy(Series? next) => new(Tags, Hash, Source) { Next = next };
}
