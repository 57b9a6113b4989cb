using Sockets.Interop.Tests.Support;
using Sockets.Transport.Compression;

namespace Sockets.Interop.Tests.Compression;

/// <summary>Our LZ4 blocks in the files of the program lz4, and its blocks read by us.</summary>
public sealed class Lz4ToolTests : IClassFixture<RealInput>
{
    private readonly byte[] _content;

    public Lz4ToolTests(RealInput real) => _content = real.Content[..(16 << 20)];

    [Theory]
    [InlineData(1000)]
    [InlineData(64 * 1024)]
    [InlineData(Lz4Frame.LongestContent)]
    public async Task The_program_reads_a_file_of_our_blocks(int size)
    {
        await using Stage stage = new();
        byte[] content = _content[..(int)Math.Min(_content.Length, size * 1000L)];
        byte[] frame = Lz4Frame.Around(content.Chunk(size).Select(Compress));
        await File.WriteAllBytesAsync(stage["ours.lz4"], frame, TestContext.Current.CancellationToken);

        byte[] output = await stage.Program("lz4", "-d", "-c", stage["ours.lz4"]).FinishAsync();

        Assert.True(content.AsSpan().SequenceEqual(output));
    }

    [Theory]
    [InlineData("-B4", "-1")]
    [InlineData("-B7", "-1")]
    [InlineData("-B7", "-9")]
    public async Task We_read_the_blocks_of_a_file_that_the_program_wrote(string blockSize, string level)
    {
        await using Stage stage = new();
        await File.WriteAllBytesAsync(stage["plain"], _content, TestContext.Current.CancellationToken);

        byte[] frame = await stage.Program("lz4", level, blockSize, "-BI", "--no-frame-crc", "-c", stage["plain"]).FinishAsync();

        byte[] output = new byte[_content.Length];
        int at = 0;
        foreach ((byte[] block, bool isCompressed) in Lz4Frame.Blocks(frame))
        {
            int written = block.Length;
            if (isCompressed)
            {
                Assert.Equal(Lz4BlockStatus.Done, Lz4Block.Decompress(block, output.AsSpan(at), out written));
            }
            else
            {
                block.CopyTo(output, at);
            }

            at += written;
        }

        Assert.Equal(_content.Length, at);
        Assert.True(_content.AsSpan().SequenceEqual(output));
    }

    private static byte[] Compress(byte[] content)
    {
        byte[] block = new byte[Lz4Block.GetMaxCompressedLength(content.Length)];
        Assert.True(Lz4Block.TryCompress(content, block, out int length));
        return block[..length];
    }
}
