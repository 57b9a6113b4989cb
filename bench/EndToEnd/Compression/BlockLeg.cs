using System.Diagnostics;
using Sockets.EndToEnd.Harness;
using Sockets.Lz4;
using Sockets.Transport.Compression;

namespace Sockets.EndToEnd.Compression;

/// <summary>Compresses and decompresses 1 MiB again and again, in pieces that are a block each, on one thread.</summary>
/// <param name="name">What the table calls it.</param>
/// <param name="coder">Whose code does it.</param>
/// <param name="kind">What is compressed.</param>
/// <param name="size">The length of a piece.</param>
internal sealed class BlockLeg(string name, BlockLeg.Coder coder, CorpusKind kind, int size) : Leg(name)
{
    /// <summary>Content bytes compressed in a second.</summary>
    public const string Compressed = "compressedBytesPerSecond";

    /// <summary>Content bytes decompressed in a second.</summary>
    public const string Decompressed = "decompressedBytesPerSecond";

    /// <summary>Block bytes for each byte of content.</summary>
    public const string Share = "blockShare";

    /// <summary>Whose code it is.</summary>
    public enum Coder
    {
        Ours,
        Liblz4,
    }

    public override string? Absence => coder == Coder.Ours || ReferenceLz4.IsHere ? null : "liblz4 is not installed";

    public override Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken) => Task.Run(() => Run(plan), cancellationToken);

    private Figures Run(PassPlan plan)
    {
        byte[] content = Corpus.Of(kind);
        byte[] plain = new byte[content.Length];
        byte[] block = new byte[Lz4Block.GetMaxCompressedLength(size)];
        byte[][] blocks = [.. content.Chunk(size).Select(piece => block[..Compress(piece, block)])];
        Rate(Packing, plan.Warmup / 2);
        Rate(Unpacking, plan.Warmup / 2);
        Figures figures = new()
        {
            [Compressed] = Rate(Packing, plan.Scored / 2),
            [Decompressed] = Rate(Unpacking, plan.Scored / 2),
            [Share] = (double)blocks.Sum(b => (long)b.Length) / content.Length,
        };
        return plain.AsSpan().SequenceEqual(content) ? figures : throw new LegFailedException("what was decompressed is not what was compressed");

        void Packing()
        {
            for (int at = 0; at < content.Length; at += size)
            {
                Compress(content.AsSpan(at, size), block);
            }
        }

        void Unpacking()
        {
            int at = 0;
            foreach (byte[] packed in blocks)
            {
                at += Decompress(packed, plain.AsSpan(at, size));
            }
        }

        double Rate(Action all, TimeSpan time)
        {
            long start = Stopwatch.GetTimestamp();
            long rounds = 0;
            for (; Stopwatch.GetElapsedTime(start) < time; rounds++)
            {
                all();
            }

            return rounds * content.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    private int Compress(ReadOnlySpan<byte> piece, Span<byte> block)
    {
        int length;
        if (coder == Coder.Liblz4)
        {
            length = ReferenceLz4.Compress(piece, block);
        }
        else
        {
            Lz4Block.TryCompress(piece, block, out length);
        }

        return length;
    }

    private int Decompress(ReadOnlySpan<byte> block, Span<byte> piece)
    {
        int length;
        if (coder == Coder.Liblz4)
        {
            length = ReferenceLz4.Decompress(block, piece);
        }
        else
        {
            Lz4Block.Decompress(block, piece, out length);
        }

        return length;
    }
}
