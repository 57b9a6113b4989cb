using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sockets.Transport.Compression.Internal;

/// <summary>Numbers at an offset, read and written without a check: who calls has compared the offset with the span.</summary>
internal static class UncheckedBytes
{
    /// <summary>Reads two bytes, little-endian.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint ReadUInt16(ref byte start, nint offset)
    {
        ushort value = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref start, offset));
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    /// <summary>Writes two bytes, little-endian.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt16(ref byte start, nint offset, ushort value) => Unsafe.WriteUnaligned(
        ref Unsafe.Add(ref start, offset), BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));

    /// <summary>Reads four bytes in the machine's order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReadUInt32(ref byte start, nint offset) =>
        Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, offset));

    /// <summary>Reads eight bytes in the machine's order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadUInt64(ref byte start, nint offset) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset));

    /// <summary>Which of eight bytes in memory is the first that differs, of two words that were combined by exclusive or.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstDifference(ulong difference) => (BitConverter.IsLittleEndian
        ? BitOperations.TrailingZeroCount(difference)
        : BitOperations.LeadingZeroCount(difference)) / 8;
}
