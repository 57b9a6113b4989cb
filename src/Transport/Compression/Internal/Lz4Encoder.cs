using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sockets.Transport.Compression.Internal;

/// <summary>
/// Writes LZ4 blocks, greedily: the first match found is taken. Positions are remembered in one table of hashes, and
/// the longer nothing is found, the wider the steps become, so that data which does not compress costs little.
/// </summary>
internal static class Lz4Encoder
{
    /// <summary>16 KiB, what the reference implementation takes: half of a small first-level cache.</summary>
    private const int TableLength = 1 << 14;

    /// <summary>Every position at which a match may begin fits two bytes.</summary>
    private const int LongestShort = Lz4Format.MaxOffset + Lz4Format.LastMatchStart;

    /// <summary>A table below 256 places saves no time any more.</summary>
    private const int FewestBits = 8;

    /// <summary>After every 2^6 attempts without a match the step grows by one byte.</summary>
    private const int PatienceShift = 6;

    /// <summary>What is copied at once of the literals, at most 14 of which are meant.</summary>
    private const int Chunk = 16;

    private const int DoesNotFit = -1;

    /// <summary>Writes a block.</summary>
    /// <returns>The block's length; -1 when the destination is too short for it.</returns>
    [SkipLocalsInit]
    public static int Encode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Span<byte> memory = stackalloc byte[TableLength];
        if (source.Length > LongestShort)
        {
            memory.Clear();
            return Encode<LongPositions>(source, destination, ref MemoryMarshal.GetReference(memory), BitOperations.Log2(TableLength / LongPositions.Size));
        }

        // Two places for each position are plenty, and a short message should not pay for clearing all of them.
        int bits = Math.Clamp(BitOperations.Log2((uint)source.Length) + 1, FewestBits, BitOperations.Log2(TableLength / ShortPositions.Size));
        memory[..(ShortPositions.Size << bits)].Clear();
        return Encode<ShortPositions>(source, destination, ref MemoryMarshal.GetReference(memory), bits);
    }

    private static int Encode<TPositions>(ReadOnlySpan<byte> from, Span<byte> to, ref byte table, int bits)
        where TPositions : struct, IPositionTable
    {
        ref byte source = ref MemoryMarshal.GetReference(from);
        nint lastStart = from.Length - Lz4Format.LastMatchStart;
        nint lastEnd = from.Length - Lz4Format.LastLiterals;
        nint written = 0;
        nint pending = 0;
        nint at = 1;
        while (true)
        {
            nint match;
            for (int attempts = 1 << PatienceShift; ; at += attempts++ >> PatienceShift)
            {
                if (at > lastStart)
                {
                    return WriteLast(from[(int)pending..], to, (int)written);
                }

                match = TPositions.Exchange(ref table, bits, ref source, at);
                if (IsMatch<TPositions>(ref source, at, match))
                {
                    break;
                }
            }

            while (at > pending && match > 0 && Unsafe.Add(ref source, at - 1) == Unsafe.Add(ref source, match - 1))
            {
                at--;
                match--;
            }

            do
            {
                nint end = EndOfMatch(ref source, at + Lz4Format.MinMatch, match + Lz4Format.MinMatch, lastEnd);
                written = WriteSequence(from, pending, at, at - match, end - at, to, written);
                if (written < 0)
                {
                    return DoesNotFit;
                }

                pending = at = end;
                if (at > lastStart)
                {
                    return WriteLast(from[(int)pending..], to, (int)written);
                }

                TPositions.Put(ref table, bits, ref source, at - 2);
                match = TPositions.Exchange(ref table, bits, ref source, at);
            }
            while (IsMatch<TPositions>(ref source, at, match));

            at++;
        }
    }

    /// <summary>Whether four bytes are the same at two places. Positions found in the table are below the one looked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsMatch<TPositions>(ref byte source, nint at, nint match)
        where TPositions : struct, IPositionTable =>
        TPositions.Reaches(at, match)
        && UncheckedBytes.ReadUInt32(ref source, at) == UncheckedBytes.ReadUInt32(ref source, match);

    /// <summary>How far a match goes on: the first position at which the bytes differ, or the limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint EndOfMatch(ref byte source, nint at, nint match, nint limit)
    {
        while (at <= limit - sizeof(ulong))
        {
            ulong difference = UncheckedBytes.ReadUInt64(ref source, at) ^ UncheckedBytes.ReadUInt64(ref source, match);
            if (difference != 0)
            {
                return at + UncheckedBytes.FirstDifference(difference);
            }

            at += sizeof(ulong);
            match += sizeof(ulong);
        }

        while (at < limit && Unsafe.Add(ref source, at) == Unsafe.Add(ref source, match))
        {
            at++;
            match++;
        }

        return at;
    }

    /// <summary>Writes the literals from <paramref name="begin"/> to <paramref name="end"/> and the match behind them.</summary>
    /// <returns>The bytes written by now; -1 when there is no room.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint WriteSequence(
        ReadOnlySpan<byte> from, nint begin, nint end, nint offset, nint length, Span<byte> to, nint written)
    {
        nint literals = end - begin;
        nint match = length - Lz4Format.MinMatch;

        // What nearly all sequences are: short, and far enough from both ends to copy more than is meant.
        if (literals >= Lz4Format.TokenMax || match >= Lz4Format.TokenMax
            || begin > from.Length - Chunk || written > to.Length - (1 + Chunk + sizeof(ushort)))
        {
            return WriteAnySequence(from.Slice((int)begin, (int)literals), (ushort)offset, (int)match, to, (int)written);
        }

        ref byte destination = ref Unsafe.Add(ref MemoryMarshal.GetReference(to), written);
        destination = (byte)((literals << Lz4Format.LiteralsShift) | match);
        Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(from), (nuint)begin).StoreUnsafe(ref destination, 1);
        UncheckedBytes.WriteUInt16(ref destination, 1 + literals, (ushort)offset);
        return written + 1 + literals + sizeof(ushort);
    }

    private static nint WriteAnySequence(ReadOnlySpan<byte> literals, ushort offset, int match, Span<byte> to, int written)
    {
        long length = 1L + Lz4Format.ExtensionLength(literals.Length) + literals.Length + sizeof(ushort) + Lz4Format.ExtensionLength(match);
        if (length > to.Length - written)
        {
            return DoesNotFit;
        }

        int at = WriteLiterals(literals, Math.Min(match, Lz4Format.TokenMax), to, written);
        UncheckedBytes.WriteUInt16(ref to[at], 0, offset);
        return WriteExtension(match, to, at + sizeof(ushort));
    }

    /// <summary>A block ends with literals and no match.</summary>
    private static int WriteLast(ReadOnlySpan<byte> literals, Span<byte> to, int written)
    {
        long length = 1L + Lz4Format.ExtensionLength(literals.Length) + literals.Length;
        return length > to.Length - written ? DoesNotFit : WriteLiterals(literals, matchInToken: 0, to, written);
    }

    private static int WriteLiterals(ReadOnlySpan<byte> literals, int matchInToken, Span<byte> to, int at)
    {
        to[at] = (byte)((Math.Min(literals.Length, Lz4Format.TokenMax) << Lz4Format.LiteralsShift) | matchInToken);
        at = WriteExtension(literals.Length, to, at + 1);
        literals.CopyTo(to[at..]);
        return at + literals.Length;
    }

    private static int WriteExtension(int value, Span<byte> to, int at)
    {
        int length = Lz4Format.ExtensionLength(value);
        if (length > 0)
        {
            to.Slice(at, length - 1).Fill(Lz4Format.ExtensionMax);
            to[at + length - 1] = (byte)((value - Lz4Format.TokenMax) % Lz4Format.ExtensionMax);
        }

        return at + length;
    }
}
