using System.Text;

namespace Sockets.Transport.Statsd.Internal.Writing;

/// <summary>What all names of one client share, encoded.</summary>
internal sealed class NameSetup
{
    public NameSetup(StatsdDialect dialect, StatsdNamePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        Dialect = dialect;
        Policy = policy;
    }

    public NameSetup(StatsdOptions options)
        : this(options.Dialect, options.Names)
    {
        Tags = [.. options.Tags];
        Prefix = EncodePrefix(options.Prefix);
        Origin = EncodeOrigin(options.Origin);

        // What all names share is checked now, and not when the first one is made.
        _ = new StatsdName(options.Dialect, "x", Tags, options.Names);
    }

    public StatsdDialect Dialect { get; }

    public StatsdNamePolicy Policy { get; }

    /// <summary>With the dot that parts it from the name, or empty.</summary>
    public byte[] Prefix { get; } = [];

    public StatsdTag[] Tags { get; } = [];

    /// <summary>The fields that say where lines come from, or empty.</summary>
    public byte[] Origin { get; } = [];

    private byte[] EncodePrefix(string prefix)
    {
        if (prefix.Length == 0)
        {
            return [];
        }

        StatsdName name = new(Dialect, prefix.TrimEnd('.'), tags: null, Policy);
        return [.. name.Parts.Head[..^1], (byte)'.'];
    }

    private byte[] EncodeOrigin(StatsdOrigin origin)
    {
        StringBuilder fields = new();
        Add(origin.ContainerId, Dialect.ContainerId, "|c:", nameof(StatsdOrigin.ContainerId));
        Add(origin.ExternalData, Dialect.ExternalData, "|e:", nameof(StatsdOrigin.ExternalData));
        Add(origin.Cardinality?.ToString().ToLowerInvariant(), Dialect.Cardinality, "|card:", nameof(StatsdOrigin.Cardinality));
        return Encoding.UTF8.GetBytes(fields.ToString());

        void Add(string? value, bool has, string mark, string option)
        {
            if (string.IsNullOrEmpty(value))
            {
                return;
            }

            if (!has)
            {
                throw new ArgumentException($"The dialect {Dialect.Name} has no {option}: leave it out, or take a newer DogStatsD.");
            }

            if (value.AsSpan().ContainsAnyExceptInRange('!', '~') || value.Contains('|', StringComparison.Ordinal))
            {
                throw new ArgumentException($"{option} \"{value}\" has a character that ends the field: only printable ASCII without '|'.");
            }

            fields.Append(mark).Append(value);
        }
    }
}
