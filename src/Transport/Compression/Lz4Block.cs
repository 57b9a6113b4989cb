using Sockets.Transport.Compression.Internal;

namespace Sockets.Transport.Compression;

/// <summary>
/// The LZ4 block format: one piece of data compressed on its own, without a frame around it. The bytes are those of the
/// reference implementation: what either writes, the other reads.
/// </summary>
/// <remarks>
/// A block says neither how long it is nor how long its content is. Whoever stores or sends one has to say both, and
/// has to decide how much content it accepts. Nothing here allocates; compressing takes up to 16 KiB of stack.
/// </remarks>
public static class Lz4Block
{
    /// <summary>The longest source in bytes, 2,113,929,216: the reference implementation's limit (LZ4_MAX_INPUT_SIZE).</summary>
    public const int MaxSourceLength = 0x7E00_0000;

    /// <summary>The length in bytes that <see cref="TryCompress"/> never exceeds, whether the data compresses or not.</summary>
    /// <param name="sourceLength">Bytes to compress; 0 is allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The length is negative, or above <see cref="MaxSourceLength"/>.
    /// </exception>
    public static int GetMaxCompressedLength(int sourceLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sourceLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sourceLength, MaxSourceLength);

        // All of it literals: one token, and a length that takes a byte for every 255 beyond the first 15.
        return 1 + Lz4Format.ExtensionLength(sourceLength) + sourceLength;
    }

    /// <summary>Compresses the source into one block, if that fits.</summary>
    /// <param name="source">What to compress; it may be empty. It must not overlap the destination.</param>
    /// <param name="destination">
    /// Where the block goes. With <see cref="GetMaxCompressedLength"/> bytes it always fits. With less than the source
    /// has, the answer is also whether compressing pays. What lies behind the written bytes may be overwritten.
    /// </param>
    /// <param name="written">The block's length in bytes; 0 when it does not fit.</param>
    /// <returns>Whether the block fits.</returns>
    /// <exception cref="ArgumentException">The source is longer than <see cref="MaxSourceLength"/>.</exception>
    public static bool TryCompress(ReadOnlySpan<byte> source, Span<byte> destination, out int written)
    {
        if (source.Length > MaxSourceLength)
        {
            throw new ArgumentException(
                $"An LZ4 block holds at most {MaxSourceLength} bytes, the source has {source.Length}: cut it.",
                nameof(source));
        }

        written = Math.Max(Lz4Encoder.Encode(source, destination), 0);
        return written > 0;
    }

    /// <summary>
    /// Decompresses one block. Whatever the source is, nothing outside the two spans is read or written, and nothing is
    /// thrown.
    /// </summary>
    /// <param name="source">The block, exactly. It must not overlap the destination.</param>
    /// <param name="destination">
    /// Where the content goes: as long as the content is known to be, or as long as it may be at most. What lies behind
    /// the written bytes may be overwritten; after a failure all of it is undefined.
    /// </param>
    /// <param name="written">The content's length in bytes; 0 after a failure.</param>
    /// <returns><see cref="Lz4BlockStatus.Done"/>, or what is wrong with the block.</returns>
    public static Lz4BlockStatus Decompress(ReadOnlySpan<byte> source, Span<byte> destination, out int written) =>
        Lz4Decoder.Decode(source, destination, out written);
}
