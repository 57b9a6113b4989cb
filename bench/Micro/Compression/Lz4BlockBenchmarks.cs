using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Sockets.Lz4;
using Sockets.Transport.Compression;

namespace Sockets.Micro.Compression;

/// <summary>
/// Our LZ4 blocks beside those of the reference implementation at its fast level. One operation is 1 MiB, in pieces of
/// the given size, each of them a block of its own. Without the library its rows are missing.
/// </summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
public class Lz4BlockBenchmarks
{
    private readonly byte[] _plain = new byte[Corpus.Length];
    private byte[] _content = [];
    private byte[] _block = [];
    private byte[][] _blocks = [];

    [Params(CorpusKind.Json, CorpusKind.Binary, CorpusKind.Text, CorpusKind.Random)]
    public CorpusKind Data { get; set; }

    [Params(512, 64 * 1024, 1024 * 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _content = Corpus.Of(Data);
        _block = new byte[Lz4Block.GetMaxCompressedLength(Size) + 16];
        _blocks = [.. _content.Chunk(Size).Select(Compressed)];
        long ours = _blocks.Sum(block => (long)block.Length);
        if (ReferenceLz4.IsHere)
        {
            long theirs = _content.Chunk(Size).Sum(piece => (long)ReferenceLz4.Compress(piece, _block));
            Console.WriteLine($"// {Data} in {Size}: ours {ours} bytes, liblz4 {theirs}, ratio {(double)ours / theirs:f3}");
        }
    }

    [Benchmark]
    [BenchmarkCategory("compress")]
    public int Compress()
    {
        int total = 0;
        for (int at = 0; at < _content.Length; at += Size)
        {
            Lz4Block.TryCompress(_content.AsSpan(at, Size), _block, out int length);
            total += length;
        }

        return total;
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("compress")]
    public int CompressByLiblz4()
    {
        int total = 0;
        for (int at = 0; at < _content.Length; at += Size)
        {
            total += ReferenceLz4.Compress(_content.AsSpan(at, Size), _block);
        }

        return total;
    }

    [Benchmark]
    [BenchmarkCategory("decompress")]
    public int Decompress()
    {
        int at = 0;
        foreach (byte[] block in _blocks)
        {
            Lz4Block.Decompress(block, _plain.AsSpan(at, Size), out int length);
            at += length;
        }

        return at;
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("decompress")]
    public int DecompressByLiblz4()
    {
        int at = 0;
        foreach (byte[] block in _blocks)
        {
            at += ReferenceLz4.Decompress(block, _plain.AsSpan(at, Size));
        }

        return at;
    }

    private byte[] Compressed(byte[] piece)
    {
        Lz4Block.TryCompress(piece, _block, out int length);
        return _block[..length];
    }
}
