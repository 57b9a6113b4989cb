using System.Runtime.CompilerServices;

namespace Sockets.Transport.Compression.Internal;

/// <summary>
/// Positions of four bytes, for a source of any length. The hash is one of five bytes: where there is much to choose
/// from, the matches worth having are longer than four.
/// </summary>
internal readonly struct LongPositions : IPositionTable
{
    public const int Size = sizeof(uint);

    /// <summary>2^64 divided by the golden ratio, made odd (Knuth).</summary>
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>Of eight bytes the last three do not count.</summary>
    private const int UnhashedBits = 24;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(ref byte table, int bits, ref byte source, nint at) =>
        Place(ref table, bits, ref source, at) = (uint)at;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Exchange(ref byte table, int bits, ref byte source, nint at)
    {
        ref uint place = ref Place(ref table, bits, ref source, at);
        nint before = (nint)place;
        place = (uint)at;
        return before;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Reaches(nint from, nint to) => from - to <= Lz4Format.MaxOffset;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref uint Place(ref byte table, int bits, ref byte source, nint at)
    {
        ulong bytes = UncheckedBytes.ReadUInt64(ref source, at);
        ulong first = BitConverter.IsLittleEndian ? bytes << UnhashedBits : bytes >> UnhashedBits;
        return ref Unsafe.Add(ref Unsafe.As<byte, uint>(ref table), (nint)((first * Golden) >> (64 - bits)));
    }
}
