using Sockets.Transport.Compression;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Compression;

public sealed class Lz4BlockCompressTests
{
    [Theory]
    [InlineData("", "00")]
    [InlineData("61", "10 61")]
    [InlineData("61 62 63 64 65", "50 61 62 63 64 65")]
    [InlineData("61 61 61 61 61 61 61 61 61 61 61 61", "c0 61 61 61 61 61 61 61 61 61 61 61 61")]
    [InlineData("61 61 61 61 61 61 61 61 61 61 61 61 61", "13 61 01 00 50 61 61 61 61 61")]
    [InlineData("61 62 63 64 61 62 63 64 61 62 63 64 78 79 7a 7a 79", "44 61 62 63 64 04 00 50 78 79 7a 7a 79")]
    public void Writes_what_the_format_says(string content, string block) => Assert.Equal(block, Compress(Hex.Bytes(content)));

    /// <summary>One letter, a match of it, and the five letters that always stay.</summary>
    [Theory]
    [InlineData(18, "1e 61 01 00")]
    [InlineData(19, "1f 61 01 00 00")]
    [InlineData(273, "1f 61 01 00 fe")]
    [InlineData(274, "1f 61 01 00 ff 00")]
    [InlineData(529, "1f 61 01 00 ff ff 00")]
    public void Says_the_length_of_a_match_in_the_token_and_the_bytes_behind_the_offset(int match, string sequence) =>
        Assert.Equal(sequence + " 50 61 61 61 61 61", Compress(Repeated((byte)'a', 1 + match + 5)));

    [Theory]
    [InlineData(14, "e0")]
    [InlineData(15, "f0 00")]
    [InlineData(269, "f0 fe")]
    [InlineData(270, "f0 ff 00")]
    [InlineData(525, "f0 ff ff 00")]
    public void Says_the_length_of_literals_in_the_token_and_the_bytes_behind_it(int literals, string lead)
    {
        byte[] noise = Samples.Noise(new Random(1), literals);
        Assert.Equal($"{lead} {Hex.Text(noise)}", Compress(noise));
    }

    [Fact]
    public void Looks_back_65535_bytes_and_no_farther()
    {
        int within = Compress(MarkedTwice(65_535)).Length;
        int beyond = Compress(MarkedTwice(65_536)).Length;
        Assert.InRange(beyond - within, 3 * 25, 3 * 32);
    }

    [Fact]
    public void Needs_no_more_room_than_the_block_takes()
    {
        foreach (byte[] content in Contents())
        {
            byte[] block = new byte[Lz4Block.GetMaxCompressedLength(content.Length)];
            Assert.True(Lz4Block.TryCompress(content, block, out int length));
            byte[] exact = new byte[length];
            Assert.True(Lz4Block.TryCompress(content, exact, out int again));
            Assert.Equal(length, again);
            Assert.Equal(block[..length], exact);
            Assert.False(Lz4Block.TryCompress(content, new byte[length - 1], out int none));
            Assert.Equal(0, none);
        }
    }

    [Fact]
    public void Says_that_data_which_does_not_compress_does_not_fit_what_it_had()
    {
        byte[] noise = Samples.Noise(new Random(2), 100_000);
        Assert.False(Lz4Block.TryCompress(noise, new byte[noise.Length], out _));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(14, 15)]
    [InlineData(15, 17)]
    [InlineData(270, 273)]
    [InlineData(1_048_576, 1_052_690)]
    [InlineData(2_113_929_216, 2_122_219_136)]
    public void Promises_a_longest_block(int content, int longest)
    {
        Assert.Equal(longest, Lz4Block.GetMaxCompressedLength(content));
        if (content < 1000)
        {
            byte[] noise = Samples.Noise(new Random(3), content);
            Assert.True(Lz4Block.TryCompress(noise, new byte[longest], out int length));
            Assert.Equal(longest, length);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2_113_929_217)]
    public void Promises_nothing_for_what_no_block_holds(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Lz4Block.GetMaxCompressedLength(length));

    [Fact]
    public unsafe void Refuses_a_source_that_no_block_holds()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() =>
        {
            byte only = 0;
            Lz4Block.TryCompress(new ReadOnlySpan<byte>(&only, Lz4Block.MaxSourceLength + 1), [], out _);
        });
        Assert.StartsWith("An LZ4 block holds at most 2113929216 bytes, the source has 2113929217: cut it.", refused.Message);
    }

    private static IEnumerable<byte[]> Contents()
    {
        Random random = new(Seed.Take());
        for (int i = 0; i < 500; i++)
        {
            yield return Samples.Any(random, random.Next(2000));
        }

        yield return Samples.Patchwork(random, 100_000);
    }

    /// <summary>Marks of 32 bytes at a distance, with zeros between them.</summary>
    private static byte[] MarkedTwice(int distance)
    {
        byte[] mark = Samples.Noise(new Random(4), 32);
        return [.. mark, .. new byte[distance - mark.Length], .. mark, .. new byte[12]];
    }

    private static byte[] Repeated(byte value, int count) => [.. Enumerable.Repeat(value, count)];

    private static string Compress(byte[] content)
    {
        byte[] block = new byte[Lz4Block.GetMaxCompressedLength(content.Length)];
        Assert.True(Lz4Block.TryCompress(content, block, out int length));
        Assert.Equal(content, NaiveLz4.Decompress(block[..length], content.Length));
        return Hex.Text(block.AsSpan(0, length));
    }
}
