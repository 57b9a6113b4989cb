namespace Sockets.Transport.Statsd.Internal.Writing;

/// <summary>What is the same in every line of one metric.</summary>
/// <param name="dialect">Whose line it is.</param>
/// <param name="head">Name, tags that belong to it, and the colon.</param>
/// <param name="tagField">The tags where they are a field of their own.</param>
/// <param name="origin">The fields behind the tags.</param>
internal readonly ref struct LineParts(
    StatsdDialect dialect, ReadOnlySpan<byte> head, ReadOnlySpan<byte> tagField, ReadOnlySpan<byte> origin)
{
    public StatsdDialect Dialect { get; } = dialect;

    public ReadOnlySpan<byte> Head { get; } = head;

    public ReadOnlySpan<byte> TagField { get; } = tagField;

    public ReadOnlySpan<byte> Origin { get; } = origin;
}
