namespace Sockets.Transport.Statsd;

/// <summary>One tag of a metric. How it is written, and what a key or value may hold, is the dialect's affair.</summary>
/// <param name="Key">The key; not empty.</param>
/// <param name="Value">
/// The value; null for a tag that is only a word. DogStatsD has such tags, the other dialects say <c>true</c> then.
/// </param>
public readonly record struct StatsdTag(string Key, string? Value = null);
