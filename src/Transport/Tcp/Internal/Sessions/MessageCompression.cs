using System.Buffers.Binary;
using Sockets.Transport.Buffers;
using Sockets.Transport.Compression;
using Sockets.Transport.Tcp.Internal.Sending;

namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <summary>
/// Compressed messages of a session in which both sides have the algorithm: the raw length (u32), then the block
/// (docs/wire/tcp.md, section 5.9). Thread-safe as the compressor is.
/// </summary>
internal sealed class MessageCompression
{
    /// <summary>The length of the raw length in front of the block.</summary>
    public const int HeadSize = sizeof(uint);

    /// <summary>
    /// What has to be saved at least, as a fraction of the message: below it the peer's work to decompress is worth more
    /// than the bytes.
    /// </summary>
    private const int LeastSavedFraction = 16;

    private readonly IMessageCompressor _compressor;
    private readonly BufferPool _pool;

    public MessageCompression(IMessageCompressor compressor, int from, BufferPool pool)
    {
        _compressor = compressor;
        From = from;
        _pool = pool;
    }

    /// <summary>The shortest message worth trying, in bytes.</summary>
    public int From { get; }

    /// <summary>The algorithm's number.</summary>
    public byte Algorithm => _compressor.Algorithm;

    /// <summary>Compresses a message into memory of its own, if that saves enough.</summary>
    /// <param name="message">The message.</param>
    /// <param name="packed">The compressed message, the caller's own.</param>
    public bool TryPack(ReadOnlySpan<byte> message, out QueuedMessage packed)
    {
        packed = default;
        int most = message.Length - (message.Length / LeastSavedFraction);
        PooledBuffer buffer = _pool.Rent(most);
        bool isSmaller = false;
        try
        {
            // Somebody else's compressor may say anything; what was in the buffer before must not leave with it.
            isSmaller = _compressor.TryCompress(message, buffer.Array.AsSpan(HeadSize, most - HeadSize), out int written)
                && written > 0 && written <= most - HeadSize;
            if (isSmaller)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(buffer.Array, (uint)message.Length);
                packed = new QueuedMessage(buffer, HeadSize + written, message.Length);
            }
        }
        finally
        {
            if (!isSmaller)
            {
                buffer.Release();
            }
        }

        return isSmaller;
    }

    /// <summary>Decompresses a block.</summary>
    /// <param name="block">What the peer sent.</param>
    /// <param name="destination">As long as it said that the message is.</param>
    /// <returns>Whether the block is right and gives exactly so much.</returns>
    public bool TryUnpack(ReadOnlySpan<byte> block, Span<byte> destination) =>
        _compressor.TryDecompress(block, destination, out int written) && written == destination.Length;
}
