using System.Diagnostics.CodeAnalysis;

namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <summary>Topics, and how often each is held: by a peer once, by the application as often as it subscribed.</summary>
internal sealed class TopicCounts
{
    private readonly Dictionary<byte[], int> _counts = new(ByContent);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    /// <summary>
    /// Compares octets by content. The hash is seeded anew in every process, so that no peer can choose topics that collide.
    /// </summary>
    public static IEqualityComparer<byte[]> ByContent => Bytes.Instance;

    public TopicCounts() => _lookup = _counts.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>How many different topics there are.</summary>
    public int Count => _counts.Count;

    /// <summary>How many bytes they have together.</summary>
    public long TotalBytes { get; private set; }

    public IEnumerable<byte[]> Topics => _counts.Keys;

    public bool Contains(ReadOnlySpan<byte> topic) => _lookup.ContainsKey(topic);

    /// <summary>Holds a topic once more.</summary>
    /// <returns>Whether it was not held before.</returns>
    public bool Add(ReadOnlySpan<byte> topic)
    {
        _lookup.TryGetValue(topic, out int count);
        _lookup[topic] = count + 1;
        TotalBytes += count == 0 ? topic.Length : 0;
        return count == 0;
    }

    /// <summary>Holds a topic once less.</summary>
    /// <returns>Whether it was held, and is not any more.</returns>
    public bool Remove(ReadOnlySpan<byte> topic)
    {
        if (!_lookup.TryGetValue(topic, out int count))
        {
            return false;
        }

        if (count > 1)
        {
            _lookup[topic] = count - 1;
            return false;
        }

        TotalBytes -= topic.Length;
        return _lookup.Remove(topic);
    }

    private sealed class Bytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Bytes Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            HashCode hash = default;
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
