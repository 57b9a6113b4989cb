using System.Runtime.InteropServices;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Compression;

/// <summary>The reference implementation of LZ4 blocks, by its own names.</summary>
internal static partial class ReferenceLz4
{
    private const string Name = "liblz4.so.1";

    /// <summary>The block that the reference makes of a content at its fast level.</summary>
    public static byte[] Compress(byte[] content)
    {
        byte[] block = new byte[Bound(content.Length)];
        int length = Compress(content, block, content.Length, block.Length);
        Assert.NotEqual(0, length);
        return block[..length];
    }

    /// <summary>The content of a block; null when the reference refuses it.</summary>
    public static byte[]? Decompress(ReadOnlySpan<byte> block, int limit)
    {
        byte[] content = new byte[limit];
        int length = Decompress(block, content, block.Length, content.Length);
        return length < 0 ? null : content[..length];
    }

    /// <summary>Skips the test when the library is not there.</summary>
    public static void Demand() => Peers.Library(Name);

    [LibraryImport(Name, EntryPoint = "LZ4_compressBound")]
    private static partial int Bound(int length);

    [LibraryImport(Name, EntryPoint = "LZ4_compress_default")]
    private static partial int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int sourceLength, int room);

    [LibraryImport(Name, EntryPoint = "LZ4_decompress_safe")]
    private static partial int Decompress(ReadOnlySpan<byte> source, Span<byte> destination, int sourceLength, int room);
}
