using Sockets.Transport.Compression;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Compression;

[Collection(Alone.Name)]
public sealed class Lz4CompressorTests
{
    private static readonly Lz4Compressor s_compressor = Lz4Compressor.Instance;

    [Fact]
    public void Is_algorithm_1() => Assert.Equal(1, s_compressor.Algorithm);

    [Fact]
    public void Writes_and_reads_lz4_blocks()
    {
        byte[] block = new byte[12];
        Assert.True(s_compressor.TryCompress(Hex.Bytes("61 61 61 61 61 61 61 61 61 61 61 61 61"), block, out int length));
        Assert.Equal("13 61 01 00 50 61 61 61 61 61", Hex.Text(block.AsSpan(0, length)));
        byte[] output = new byte[13];
        Assert.True(s_compressor.TryDecompress(block.AsSpan(0, length), output, out int written));
        Assert.Equal(13, written);
    }

    [Fact]
    public void Says_no_to_what_does_not_shrink() =>
        Assert.False(s_compressor.TryCompress(Samples.Noise(new Random(1), 500), new byte[499], out _));

    [Theory]
    [InlineData("10 61 00 00 00", 100)]
    [InlineData("10 61 02 00 00", 100)]
    [InlineData("10", 100)]
    [InlineData("50 61 62 63 64 65", 4)]
    public void Says_no_to_a_bad_block(string block, int room)
    {
        Assert.False(s_compressor.TryDecompress(Hex.Bytes(block), new byte[room], out int written));
        Assert.Equal(0, written);
    }

    [Theory]
    [InlineData(600)]
    [InlineData(100_000)]
    public void Allocates_nothing(int length)
    {
        byte[] lines = Samples.Lines(new Random(1), length);
        byte[] block = new byte[length];
        byte[] output = new byte[length];
        Assert.Equal(0, Allocated.BytesBy(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                Assert.True(s_compressor.TryCompress(lines, block, out int written));
                Assert.True(s_compressor.TryDecompress(block.AsSpan(0, written), output, out _));
            }
        }));
    }
}
