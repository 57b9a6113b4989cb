namespace Sockets.Tools.Perf.Ends;

/// <summary>What a sender dropped itself because its receiver could not keep up, by cause.</summary>
/// <param name="Newest">Because as many waited as may.</param>
/// <param name="Oldest">To make room for newer ones.</param>
/// <param name="AtClose">Because the connection ended before they had gone.</param>
internal sealed record QueueDrops(long Newest, long Oldest, long AtClose)
{
    /// <summary>Several streams together; null when none drops anything.</summary>
    public static QueueDrops? Sum(QueueDrops? left, QueueDrops? right) => left is null || right is null
        ? left ?? right
        : new QueueDrops(left.Newest + right.Newest, left.Oldest + right.Oldest, left.AtClose + right.AtClose);

    /// <summary>All of them.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long All => Newest + Oldest + AtClose;
}
