using System.Diagnostics.Metrics;
using System.Globalization;
using Tags = System.ReadOnlySpan<System.Collections.Generic.KeyValuePair<string, object?>>;

namespace Sockets.Transport.Statsd.Internal.Writing;

/// <summary>Tags of measurements as keys: their order means nothing, values are compared as they are and never as text.</summary>
internal static class TagSet
{
    public static int Hash(Tags tags, HashSet<string> dropped)
    {
        uint sum = 0;
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (dropped.Count > 0 && dropped.Contains(tag.Key))
            {
                continue;
            }

            // Added up, so that the order means nothing; mixed before, so that swapped values differ.
            uint one = (uint)StringComparer.Ordinal.GetHashCode(tag.Key) ^ System.Numerics.BitOperations.RotateLeft((uint)(tag.Value?.GetHashCode() ?? 0), 13);
            one *= 0x9E3779B1;
            sum += one ^ (one >> 15);
        }

        return (int)(sum ^ (sum >> 16));
    }

    /// <summary>Whether a series' tags are those of a measurement, less the dropped.</summary>
    public static bool AreEqual(KeyValuePair<string, object?>[] own, Tags tags, HashSet<string> dropped)
    {
        int kept = 0;
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (dropped.Count > 0 && dropped.Contains(tag.Key))
            {
                continue;
            }

            // Mostly they come in the same order each time.
            if (!(kept < own.Length && IsSame(own[kept], tag)) && !Has(own, tag))
            {
                return false;
            }

            kept++;
        }

        return kept == own.Length;
    }

    /// <summary>
    /// Whether a name may hold these tags. Of what certainly does not fit nothing need be made, or kept: two characters of a
    /// text take a byte at least.
    /// </summary>
    public static bool MayFit(Tags tags, HashSet<string> dropped)
    {
        long characters = 0;
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (dropped.Count == 0 || !dropped.Contains(tag.Key))
            {
                characters += tag.Key.Length + ((tag.Value as string)?.Length ?? 0);
            }
        }

        return characters <= 2 * StatsdName.MaxLength;
    }

    public static KeyValuePair<string, object?>[] Keep(Tags tags, HashSet<string> dropped) =>
        [.. tags.ToArray().Where(tag => !dropped.Contains(tag.Key))];

    /// <summary>The tags of meter, instrument and measurement: what is nearer to the measurement wins.</summary>
    public static IEnumerable<StatsdTag> Merge(Instrument instrument, KeyValuePair<string, object?>[] tags)
    {
        Dictionary<string, object?> all = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, object?> tag in (instrument.Meter.Tags ?? []).Concat(instrument.Tags ?? []).Concat(tags))
        {
            if (tag.Key.Length > 0)
            {
                all[tag.Key] = tag.Value;
            }
        }

        return all.Select(tag => new StatsdTag(tag.Key, Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? ""));
    }

    private static bool Has(KeyValuePair<string, object?>[] own, KeyValuePair<string, object?> tag)
    {
        foreach (KeyValuePair<string, object?> mine in own)
        {
            if (IsSame(mine, tag))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSame(KeyValuePair<string, object?> left, KeyValuePair<string, object?> right) =>
        left.Key == right.Key && Equals(left.Value, right.Value);
}
