using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sockets.Transport.Compression.Internal;

/// <content>
/// The sequences that nearly all of a block consists of: at most one byte of more length, and far enough from both ends
/// to copy more than is meant. Nothing is refused here: a sequence that is anything else is left as if it had not been
/// looked at, except that the free part of the output may have been written to.
/// </content>
internal static partial class Lz4Decoder
{
    /// <summary>What one step copies of few literals and of a match that lies near.</summary>
    private const int Chunk = 16;

    /// <summary>What one step copies of many literals and of a match that lies far.</summary>
    private const int WideChunk = 32;

    /// <summary>The longest match that the token alone can say.</summary>
    private const int LongestShortMatch = Lz4Format.TokenMax - 1 + Lz4Format.MinMatch;

    /// <summary>
    /// What has to be left of the block: a token, a chunk in which up to 14 literals and an offset stand, and a byte of
    /// more length for the match.
    /// </summary>
    private const int SourceMargin = 1 + Chunk + 1;

    /// <summary>What has to be left of the output: 14 literals in a chunk, and a short match behind them.</summary>
    private const int OutputMargin = Chunk + LongestShortMatch;

    /// <summary>Row n: which byte of a pattern of n bytes stands at each of 16 places.</summary>
    private static ReadOnlySpan<byte> Repetitions =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
        0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0,
        0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0,
        0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1,
        0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 1, 2,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 1,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0,
    ];

    /// <summary>How many of a chunk's bytes are whole patterns of n bytes: where the next chunk begins.</summary>
    private static ReadOnlySpan<byte> Steps => [0, 16, 16, 15, 16, 15, 12, 14, 16, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>Reads sequences as long as they are plain.</summary>
    /// <param name="block">The block.</param>
    /// <param name="output">Where the content goes.</param>
    /// <param name="readSoFar">The bytes of the block that were read.</param>
    /// <param name="writtenSoFar">The bytes of the output that were written.</param>
    private static void TakePlainSequences(ReadOnlySpan<byte> block, Span<byte> output, ref int readSoFar, ref int writtenSoFar)
    {
        ref byte source = ref MemoryMarshal.GetReference(block);
        ref byte destination = ref MemoryMarshal.GetReference(output);
        nint sourceEnd = block.Length;
        nint destinationEnd = output.Length;
        nint begin = readSoFar;
        nint written = writtenSoFar;
        while (begin <= sourceEnd - SourceMargin && written <= destinationEnd - OutputMargin)
        {
            int token = Unsafe.Add(ref source, begin);
            nint read = begin + 1;
            nint at = written;
            nint literals = token >> Lz4Format.LiteralsShift;
            nint match = token & Lz4Format.TokenMax;
            if (literals < Lz4Format.TokenMax)
            {
                Vector128.LoadUnsafe(ref source, (nuint)read).StoreUnsafe(ref destination, (nuint)at);
                read += literals;
                at += literals;
            }
            else
            {
                nint more = Unsafe.Add(ref source, read++);
                literals += more;
                if (more == Lz4Format.ExtensionMax
                    || literals > sourceEnd - read - WideChunk
                    || literals > destinationEnd - at - WideChunk)
                {
                    break;
                }

                CopyWide(ref Unsafe.Add(ref source, read), ref Unsafe.Add(ref destination, at), literals);
                read += literals;
                at += literals;
            }

            nint offset = UncheckedBytes.ReadUInt16(ref source, read);
            read += sizeof(ushort);
            if (offset > at)
            {
                break;
            }

            ref byte to = ref Unsafe.Add(ref destination, at);
            ref byte from = ref Unsafe.Subtract(ref to, offset);
            if (match < Lz4Format.TokenMax && offset >= sizeof(ulong))
            {
                match += Lz4Format.MinMatch;
                CopyShortMatch(ref from, ref to);
            }
            else
            {
                if (match == Lz4Format.TokenMax)
                {
                    match += Unsafe.Add(ref source, read++);
                    if (match == Lz4Format.TokenMax + Lz4Format.ExtensionMax)
                    {
                        break;
                    }
                }

                match += Lz4Format.MinMatch;
                if (match > destinationEnd - at - WideChunk || offset == 0)
                {
                    break;
                }

                CopyMatch(ref from, ref to, offset, match);
            }

            begin = read;
            written = at + match;
        }

        readSoFar = (int)begin;
        writtenSoFar = (int)written;
    }

    /// <summary>Copies 18 bytes in steps of at most 8, which is how near they may be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyShortMatch(ref byte from, ref byte to)
    {
        Unsafe.WriteUnaligned(ref to, Unsafe.ReadUnaligned<ulong>(ref from));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 8), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, 8)));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 16), Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref from, 16)));
    }

    /// <summary>Copies whole chunks; up to 31 bytes more than the length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyWide(ref byte from, ref byte to, nint length)
    {
        nint done = 0;
        do
        {
            Vector256.LoadUnsafe(ref from, (nuint)done).StoreUnsafe(ref to, (nuint)done);
            done += WideChunk;
        }
        while (done < length);
    }

    /// <summary>Copies whole chunks; up to 31 bytes more than the length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyMatch(ref byte from, ref byte to, nint offset, nint length)
    {
        nint done = 0;
        if (offset >= WideChunk)
        {
            CopyWide(ref from, ref to, length);
        }
        else if (offset >= Chunk)
        {
            do
            {
                Vector128.LoadUnsafe(ref from, (nuint)done).StoreUnsafe(ref to, (nuint)done);
                done += Chunk;
            }
            while (done < length);
        }
        else
        {
            ref byte repetition = ref Unsafe.Add(ref MemoryMarshal.GetReference(Repetitions), offset * Chunk);
            Vector128<byte> pattern = Vector128.Shuffle(Vector128.LoadUnsafe(ref from), Vector128.LoadUnsafe(ref repetition));
            nint step = Unsafe.Add(ref MemoryMarshal.GetReference(Steps), offset);
            do
            {
                pattern.StoreUnsafe(ref to, (nuint)done);
                done += step;
            }
            while (done < length);
        }
    }
}
