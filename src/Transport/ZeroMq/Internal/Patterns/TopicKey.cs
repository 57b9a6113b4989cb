namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <summary>
/// Topics as numbers, for conflation: 64 bits of two hashes that are seeded anew in every process. Two topics of a million
/// share one with a chance of 1 in 30 million, and nobody can choose topics that do.
/// </summary>
internal static class TopicKey
{
    private const byte Other = 0x5A;

    public static ulong Of(ReadOnlySpan<byte> topic)
    {
        HashCode low = default;
        low.AddBytes(topic);
        HashCode high = default;
        high.Add(Other);
        high.AddBytes(topic);
        return ((ulong)(uint)high.ToHashCode() << 32) | (uint)low.ToHashCode();
    }
}
