namespace Sockets.Transport.Compression;

/// <summary>Compresses messages as LZ4 blocks (<see cref="Lz4Block"/>): fast, and without memory of its own.</summary>
public sealed class Lz4Compressor : IMessageCompressor
{
    private Lz4Compressor()
    {
    }

    /// <summary>The one instance: it has no state.</summary>
    public static Lz4Compressor Instance { get; } = new();

    /// <summary>1.</summary>
    public byte Algorithm => 1;

    /// <inheritdoc/>
    public bool TryCompress(ReadOnlySpan<byte> source, Span<byte> destination, out int written) =>
        Lz4Block.TryCompress(source, destination, out written);

    /// <inheritdoc/>
    public bool TryDecompress(ReadOnlySpan<byte> source, Span<byte> destination, out int written) =>
        Lz4Block.Decompress(source, destination, out written) == Lz4BlockStatus.Done;
}
