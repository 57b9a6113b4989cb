using Sockets.EndToEnd.Harness;
using Sockets.Lz4;

namespace Sockets.EndToEnd.Compression;

/// <summary>Our LZ4 blocks beside those of the reference implementation at its fast level.</summary>
internal static class BlockScenario
{
    private const int Small = 1024;
    private const int Large = 64 * 1024;

    public static IEnumerable<Scenario> All() =>
        [Of(CorpusKind.Json, Large), Of(CorpusKind.Json, Small), Of(CorpusKind.Binary, Large), Of(CorpusKind.Text, Large), Of(CorpusKind.Random, Large)];

    private static Scenario Of(CorpusKind kind, int size)
    {
        BlockLeg reference = new("liblz4", BlockLeg.Coder.Liblz4, kind, size);
        BlockLeg ours = new("ours", BlockLeg.Coder.Ours, kind, size);
        string what = $"{(kind == CorpusKind.Json ? "JSON" : kind.ToString().ToLowerInvariant())} in {size / 1024} KiB";
        return new Scenario
        {
            Name = "block",
            Title = $"LZ4 blocks: 1 MiB of {what}, one thread",
            Rules = "Every piece is a block of its own, compressed with the defaults and decompressed with every check. Content bytes per second; "
                + "higher is better. Block bytes per byte of content: lower is better.",
            Legs = [reference, new BlockLeg(Leg.NameAgain(reference.Name), BlockLeg.Coder.Liblz4, kind, size), ours],
            Reference = reference.Name,
            Metrics =
            [
                new Metric(BlockLeg.Compressed, "MB/s in", 1e-6, "0"),
                new Metric(BlockLeg.Decompressed, "MB/s out", 1e-6, "0"),
                new Metric(BlockLeg.Share, "block bytes per byte", 1, "0.000"),
            ],
            Comparisons =
            [
                Beside("compressing", BlockLeg.Compressed, Aim.AtLeast(0.7)),
                Beside("decompressing", BlockLeg.Decompressed, Aim.AtLeast(0.7)),
                Beside("length of", BlockLeg.Share, Aim.AtMost(1.05)),
            ],
        };

        Comparison Beside(string way, string key, Aim aim) => new($"LZ4, {way} {what}", ours.Name, reference.Name) { Key = key, Aim = aim };
    }
}
