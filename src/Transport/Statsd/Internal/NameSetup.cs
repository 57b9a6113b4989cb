namespace Sockets.Transport.Statsd.Internal;

/// <summary>What all names of one client share, encoded.</summary>
internal sealed class NameSetup
{
    public NameSetup(StatsdDialect dialect, StatsdNamePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        Dialect = dialect;
        Policy = policy;
    }

    public StatsdDialect Dialect { get; }

    public StatsdNamePolicy Policy { get; }

    /// <summary>With the dot that parts it from the name, or empty.</summary>
    public byte[] Prefix { get; } = [];

    public StatsdTag[] Tags { get; } = [];

    /// <summary>The fields that say where lines come from, or empty.</summary>
    public byte[] Origin { get; } = [];
}
