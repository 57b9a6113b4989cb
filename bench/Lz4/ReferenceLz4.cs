using System.Runtime.InteropServices;

namespace Sockets.Lz4;

/// <summary>The reference implementation, by its own names. Needs liblz4.so.1 (Debian: liblz4-1).</summary>
internal static partial class ReferenceLz4
{
    private const string Name = "liblz4.so.1";

    /// <summary>Whether the library is installed.</summary>
    public static bool IsHere { get; } = NativeLibrary.TryLoad(Name, out _);

    /// <summary>Compresses at the fast level; gives the block's length, 0 when it does not fit.</summary>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> destination) =>
        Compress(source, destination, source.Length, destination.Length);

    /// <summary>Decompresses with every check; gives the content's length, below zero for a block that is not right.</summary>
    public static int Decompress(ReadOnlySpan<byte> source, Span<byte> destination) =>
        Decompress(source, destination, source.Length, destination.Length);

    [LibraryImport(Name, EntryPoint = "LZ4_compress_default")]
    private static partial int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int sourceLength, int room);

    [LibraryImport(Name, EntryPoint = "LZ4_decompress_safe")]
    private static partial int Decompress(ReadOnlySpan<byte> source, Span<byte> destination, int sourceLength, int room);
}
