using System.Runtime.CompilerServices;

namespace Sockets.Transport.Compression.Internal;

/// <summary>
/// Positions of two bytes, for a source in which every match reaches back to the start: twice the places in the same
/// memory.
/// </summary>
internal readonly struct ShortPositions : IPositionTable
{
    public const int Size = sizeof(ushort);

    /// <summary>2^32 divided by the golden ratio, made odd: spreads neighbouring values over the upper bits (Knuth).</summary>
    private const uint Golden = 0x9E3779B1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(ref byte table, int bits, ref byte source, nint at) =>
        Place(ref table, bits, ref source, at) = (ushort)at;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Exchange(ref byte table, int bits, ref byte source, nint at)
    {
        ref ushort place = ref Place(ref table, bits, ref source, at);
        nint before = place;
        place = (ushort)at;
        return before;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Reaches(nint from, nint to) => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref ushort Place(ref byte table, int bits, ref byte source, nint at)
    {
        uint hash = (UncheckedBytes.ReadUInt32(ref source, at) * Golden) >> (32 - bits);
        return ref Unsafe.Add(ref Unsafe.As<byte, ushort>(ref table), (nint)hash);
    }
}
