namespace Sockets.Transport.Compression.Internal;

/// <summary>
/// Reads LZ4 blocks that anybody may have written. This half compares every length and every offset with what is there,
/// says what is wrong, and copies by way of spans. The other half takes the sequences that need none of it.
/// </summary>
internal static partial class Lz4Decoder
{
    public static Lz4BlockStatus Decode(ReadOnlySpan<byte> block, Span<byte> output, out int written)
    {
        int read = 0;
        int at = 0;
        written = 0;
        while (true)
        {
            TakePlainSequences(block, output, ref read, ref at);
            if (read == block.Length)
            {
                return Lz4BlockStatus.Truncated;
            }

            int token = block[read++];
            int room = output.Length - at;
            Lz4BlockStatus status = ReadLength(block, ref read, token >> Lz4Format.LiteralsShift, room, out int literals);
            if (status != Lz4BlockStatus.Done)
            {
                return status;
            }

            if (literals > block.Length - read)
            {
                return Lz4BlockStatus.Truncated;
            }

            block.Slice(read, literals).CopyTo(output[at..]);
            read += literals;
            at += literals;
            if (read == block.Length)
            {
                written = at;
                return Lz4BlockStatus.Done;
            }

            if (block.Length - read < sizeof(ushort))
            {
                return Lz4BlockStatus.Truncated;
            }

            int offset = block[read] | (block[read + 1] << 8);
            read += sizeof(ushort);
            if (offset == 0 || offset > at)
            {
                return offset == 0 ? Lz4BlockStatus.ZeroOffset : Lz4BlockStatus.OffsetBeforeStart;
            }

            room = output.Length - at - Lz4Format.MinMatch;
            status = ReadLength(block, ref read, token & Lz4Format.TokenMax, room, out int match);
            if (status != Lz4BlockStatus.Done)
            {
                return status;
            }

            match += Lz4Format.MinMatch;
            Repeat(output.Slice(at - offset, offset + match), offset);
            at += match;
        }
    }

    /// <summary>
    /// Reads a length: a half of the token, and the bytes of more length when it is 15. Stops as soon as there is more
    /// than room for it, so that no sum overflows and no endless row of 255s is read in vain.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="read">Where the bytes of more length begin, and then where they end.</param>
    /// <param name="token">The half of the token.</param>
    /// <param name="room">The most it may be.</param>
    /// <param name="length">The length.</param>
    private static Lz4BlockStatus ReadLength(ReadOnlySpan<byte> block, ref int read, int token, int room, out int length)
    {
        length = token;
        int part = token == Lz4Format.TokenMax ? Lz4Format.ExtensionMax : 0;
        while (part == Lz4Format.ExtensionMax)
        {
            if (read == block.Length)
            {
                return Lz4BlockStatus.Truncated;
            }

            part = block[read++];
            if (part > room - length)
            {
                return Lz4BlockStatus.DestinationTooSmall;
            }

            length += part;
        }

        return length > room ? Lz4BlockStatus.DestinationTooSmall : Lz4BlockStatus.Done;
    }

    /// <summary>Fills a span with what its first bytes are, over and over: each round copies all that is there already.</summary>
    private static void Repeat(Span<byte> whole, int filled)
    {
        while (filled < whole.Length)
        {
            int round = Math.Min(filled, whole.Length - filled);
            whole[..round].CopyTo(whole[filled..]);
            filled += round;
        }
    }
}
