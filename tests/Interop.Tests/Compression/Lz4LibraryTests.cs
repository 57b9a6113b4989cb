using Sockets.Interop.Tests.Support;
using Sockets.Transport.Compression;

namespace Sockets.Interop.Tests.Compression;

/// <summary>Our LZ4 blocks and those of liblz4, each read by the other.</summary>
public sealed class Lz4LibraryTests : IClassFixture<RealInput>
{
    /// <summary>Eight mebibytes from the middle of real files.</summary>
    private readonly byte[] _real;

    public Lz4LibraryTests(RealInput real)
    {
        ReferenceLz4.Demand();
        _real = real.Content[(16 << 20)..(24 << 20)];
    }

    [Fact]
    public void The_library_reads_what_we_write()
    {
        foreach (byte[] content in Contents())
        {
            Assert.True(content.AsSpan().SequenceEqual(ReferenceLz4.Decompress(Compress(content), content.Length)));
        }
    }

    [Fact]
    public void We_read_what_the_library_writes()
    {
        foreach (byte[] content in Contents())
        {
            byte[] output = new byte[content.Length];
            Assert.Equal(Lz4BlockStatus.Done, Lz4Block.Decompress(ReferenceLz4.Compress(content), output, out int written));
            Assert.Equal(content.Length, written);
            Assert.True(content.AsSpan().SequenceEqual(output));
        }
    }

    [Theory]
    [InlineData(512)]
    [InlineData(64 * 1024)]
    [InlineData(1024 * 1024)]
    public void Our_blocks_of_real_data_are_within_5_percent_of_the_librarys(int size)
    {
        byte[][] pieces = [.. _real.Chunk(size)];
        double ours = pieces.Sum(piece => (double)Compress(piece).Length);
        double theirs = pieces.Sum(piece => (double)ReferenceLz4.Compress(piece).Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"{ours} bytes against {theirs}: {ours / theirs:f4}");
        Assert.InRange(ours / theirs, 0, 1.05);
    }

    /// <summary>
    /// What the library takes, we take, and find the same in it; but an offset of 0, which the format calls corrupt, the
    /// library reads over. The reverse need not hold: the library insists on the literals that encoders leave at the end
    /// of a block, and we do not.
    /// </summary>
    [Fact]
    public void We_take_every_damaged_block_that_the_library_takes()
    {
        Random random = new(Seed.Take());
        int taken = 0;
        const int Rounds = 20_000;
        for (int i = 0; i < Rounds; i++)
        {
            byte[] content = _real.AsSpan(random.Next(_real.Length - 400), 400).ToArray();
            byte[] block = Compress(content);
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                block[random.Next(block.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : random.Next(32));
            }

            if (ReferenceLz4.Decompress(block, content.Length) is { } theirs)
            {
                byte[] ours = new byte[content.Length];
                Lz4BlockStatus status = Lz4Block.Decompress(block, ours, out int written);
                if (status != Lz4BlockStatus.ZeroOffset)
                {
                    Assert.Equal(Lz4BlockStatus.Done, status);
                    Assert.Equal(theirs, ours[..written]);
                    taken++;
                }
            }
        }

        Assert.InRange(taken, Rounds / 50, Rounds);
    }

    private IEnumerable<byte[]> Contents()
    {
        Random random = new(Seed.Take());
        return Lz4Content.Short(random)
            .Concat(Lz4Content.Long(random))
            .Concat(_real.Chunk(4000))
            .Concat(_real.Chunk(64 * 1024))
            .Concat(_real.Chunk(4 << 20));
    }

    private static byte[] Compress(byte[] content)
    {
        byte[] block = new byte[Lz4Block.GetMaxCompressedLength(content.Length)];
        Assert.True(Lz4Block.TryCompress(content, block, out int length));
        return block[..length];
    }
}
