using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sockets.Transport.Measurement;

/// <summary>
/// How many loss periods were how long, in powers of two: 1 number, 2, 3 to 4, 5 to 8, and so on; the last one holds all
/// that are longer.
/// </summary>
[InlineArray(Buckets)]
internal struct LossLengths
{
    /// <summary>The last of them holds 16,385 and more.</summary>
    public const int Buckets = 16;

    private long _first;

    public static LossLengths operator +(LossLengths left, LossLengths right)
    {
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            left[bucket] += right[bucket];
        }

        return left;
    }

    /// <summary>A period was so long.</summary>
    public void Count(long length) =>
        this[length == 1 ? 0 : Math.Min(Buckets - 1, BitOperations.Log2((ulong)length - 1) + 1)]++;
}
