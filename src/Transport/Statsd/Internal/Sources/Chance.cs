namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>Random numbers for sampling: xorshift, one state per thread, a few instructions each.</summary>
internal static class Chance
{
    [ThreadStatic]
    private static ulong s_state;

    /// <summary>What <see cref="IsDrawn"/> compares with, for a rate above 0 and at most 1.</summary>
    public static ulong ThresholdOf(double rate) => rate >= 1 ? ulong.MaxValue : (ulong)(rate * ulong.MaxValue);

    public static bool IsDrawn(ulong threshold) => Next() <= threshold;

    /// <summary>A number below the limit.</summary>
    public static long Below(long limit) => (long)Math.BigMul(Next(), (ulong)limit, out _);

    private static ulong Next()
    {
        ulong x = s_state;
        if (x == 0)
        {
            x = (ulong)Random.Shared.NextInt64(1, long.MaxValue);
        }

        // Marsaglia's xorshift64: 13, 7, 17.
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        s_state = x;
        return x;
    }
}
