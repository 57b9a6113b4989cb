using Sockets.Transport.Compression;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>LZ4 that counts, and that lies or throws when it is told to.</summary>
internal sealed class CountingCompressor : IMessageCompressor
{
    private int _compressed;

    /// <summary>How often it was asked to compress.</summary>
    public int Compressed => Volatile.Read(ref _compressed);

    /// <summary>What it says that it has written, whatever it wrote.</summary>
    public int? Written { get; init; }

    public bool Throws { get; set; }

    public byte Algorithm { get; init; } = 200;

    public bool TryCompress(ReadOnlySpan<byte> source, Span<byte> destination, out int written)
    {
        Interlocked.Increment(ref _compressed);
        if (Throws)
        {
            throw new InvalidOperationException("No.");
        }

        bool fits = Lz4Compressor.Instance.TryCompress(source, destination, out written);
        written = Written ?? written;
        return fits;
    }

    public bool TryDecompress(ReadOnlySpan<byte> source, Span<byte> destination, out int written) =>
        Lz4Compressor.Instance.TryDecompress(source, destination, out written);
}
