namespace Sockets.Transport.Compression;

/// <summary>
/// Compresses single messages. <see cref="Lz4Compressor"/> is the one that comes with the library; another algorithm
/// takes one class with these three members.
/// </summary>
/// <remarks>
/// One instance serves all connections it is given to, on many threads at once: it has to be thread-safe, and it should
/// not allocate. What it decompresses comes from the peer and is not to be trusted: bad input is answered with false.
/// </remarks>
public interface IMessageCompressor
{
    /// <summary>
    /// The algorithm's number, by which two peers find out that they mean the same: 1 for LZ4 blocks, 128 to 255 for the
    /// application's own. 0 and the rest are reserved.
    /// </summary>
    byte Algorithm { get; }

    /// <summary>Compresses a message, if that makes it fit.</summary>
    /// <param name="source">The message; never empty.</param>
    /// <param name="destination">
    /// Where it goes. It is shorter than the source: a result that does not fit is one that is not worth sending.
    /// </param>
    /// <param name="written">The bytes written from the start of the destination.</param>
    /// <returns>False when it does not fit; the message then goes out as it is.</returns>
    bool TryCompress(ReadOnlySpan<byte> source, Span<byte> destination, out int written);

    /// <summary>Decompresses a message.</summary>
    /// <param name="source">What the peer's <see cref="TryCompress"/> wrote, or whatever a hostile peer sends.</param>
    /// <param name="destination">As long as the peer said that the message is; never write more.</param>
    /// <param name="written">The bytes written from the start of the destination.</param>
    /// <returns>False when the source is malformed or holds more than the destination takes.</returns>
    bool TryDecompress(ReadOnlySpan<byte> source, Span<byte> destination, out int written);
}
