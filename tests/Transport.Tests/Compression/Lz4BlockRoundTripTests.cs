using Sockets.Transport.Compression;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Compression;

public sealed class Lz4BlockRoundTripTests
{
    private static readonly int[] s_edges = [65_534, 65_535, 65_536, 65_546, 65_547, 65_548, 65_549, 131_072, 1 << 20, (1 << 20) + 1];

    [Fact]
    public void Gives_back_everything_from_0_to_300_bytes()
    {
        Random random = new(Seed.Take());
        for (int length = 0; length <= 300; length++)
        {
            GoesRound(new byte[length]);
            GoesRound(Samples.Noise(random, length));
            GoesRound(Samples.Letters(random, length));
            GoesRound(Samples.Lines(random, length));
            GoesRound(Samples.Patchwork(random, length));
        }
    }

    [Fact]
    public void Gives_back_what_is_longer_than_a_match_reaches()
    {
        Random random = new(Seed.Take());
        foreach (int length in s_edges)
        {
            GoesRound(new byte[length]);
            GoesRound(Samples.Noise(random, length));
            GoesRound(Samples.Lines(random, length));
            GoesRound(Samples.Patchwork(random, length));
        }
    }

    /// <summary>The last place at which a match may begin is 65536 bytes behind the first: one more than two bytes can say.</summary>
    [Theory]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    public void Gives_back_a_beginning_that_comes_again_at_the_end(int distance)
    {
        byte[] mark = Samples.Noise(new Random(1), 12);
        GoesRound([.. mark, .. new byte[distance - mark.Length], .. mark]);
    }

    [Fact]
    public void Gives_back_four_mebibytes()
    {
        Random random = new(Seed.Take());
        GoesRound(new byte[4 << 20]);
        GoesRound(Samples.Patchwork(random, 4 << 20));
    }

    /// <summary>The library under test: code, metadata and texts.</summary>
    [Fact]
    public void Gives_back_a_real_file_in_pieces_of_any_size()
    {
        byte[] file = File.ReadAllBytes(typeof(Message).Assembly.Location);
        GoesRound(file);
        foreach (int size in new[] { 100, 512, 4000, 65_000 })
        {
            foreach (byte[] piece in file.Chunk(size))
            {
                GoesRound(piece);
            }
        }
    }

    [Fact]
    public void Makes_text_shorter()
    {
        byte[] lines = Samples.Lines(new Random(1), 100_000);
        Assert.True(Lz4Block.TryCompress(lines, new byte[lines.Length / 3], out _));
    }

    private static void GoesRound(byte[] content)
    {
        byte[] block = new byte[Lz4Block.GetMaxCompressedLength(content.Length)];
        Assert.True(Lz4Block.TryCompress(content, block, out int length));
        byte[] output = new byte[content.Length];
        Assert.Equal(Lz4BlockStatus.Done, Lz4Block.Decompress(block.AsSpan(0, length), output, out int written));
        Assert.Equal(content.Length, written);
        Assert.True(content.AsSpan().SequenceEqual(output));
        if (content.Length < 5000)
        {
            Assert.Equal(content, NaiveLz4.Decompress(block[..length], content.Length));
        }
    }
}
