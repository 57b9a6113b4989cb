using Sockets.Transport.Compression;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Compression;

/// <summary>Blocks that are not what an encoder wrote, in memory that ends exactly where the span ends.</summary>
public sealed class Lz4BlockFuzzTests
{
    private const int LongestBlock = 3000;
    private const int LongestOutput = 6000;

    [Fact]
    public void Damaged_blocks_are_read_as_the_naive_decoder_reads_them_and_nothing_beside_them()
    {
        Random random = new(Seed.Take());
        using Fenced source = new(LongestBlock);
        using Fenced destination = new(LongestOutput);
        int done = 0;
        const int Rounds = 30_000;
        for (int i = 0; i < Rounds; i++)
        {
            byte[] content = Samples.Any(random, random.Next(600));
            byte[] block = Damage(random, Compress(content));
            int room = random.Next(3) switch { 0 => content.Length, 1 => random.Next(content.Length + 1), _ => content.Length + random.Next(100) };
            done += Compare(block, room, source, destination, random) ? 1 : 0;
        }

        // Else only one side of the comparison was looked at.
        Assert.InRange(done, Rounds / 50, Rounds * 9 / 10);
    }

    [Fact]
    public void Noise_is_read_as_the_naive_decoder_reads_it_and_nothing_beside_it()
    {
        Random random = new(Seed.Take());
        using Fenced source = new(LongestBlock);
        using Fenced destination = new(LongestOutput);
        for (int i = 0; i < 30_000; i++)
        {
            byte[] block = Samples.Noise(random, random.Next(80));

            // Small offsets, so that more than the first sequence is reached.
            for (int at = 0; at < block.Length; at++)
            {
                block[at] &= (byte)(random.Next(3) == 0 ? 0xFF : 0x13);
            }

            Compare(block, random.Next(random.Next(2) == 0 ? 200 : LongestOutput), source, destination, random);
        }
    }

    [Fact]
    public void Compressing_reads_and_writes_nothing_beside_the_spans()
    {
        Random random = new(Seed.Take());
        using Fenced source = new(LongestBlock);
        using Fenced destination = new(LongestOutput);
        for (int i = 0; i < 10_000; i++)
        {
            byte[] content = Samples.Any(random, random.Next(2) == 0 ? random.Next(40) : random.Next(LongestBlock));
            bool atEnd = random.Next(2) == 0;
            Span<byte> from = source.Lend(content.Length, atEnd);
            content.CopyTo(from);
            int room = random.Next(Lz4Block.GetMaxCompressedLength(content.Length) + 1);
            bool roomAtEnd = random.Next(2) == 0;
            Span<byte> to = destination.Lend(room, roomAtEnd);
            if (Lz4Block.TryCompress(from, to, out int length))
            {
                Assert.Equal(content, NaiveLz4.Decompress(to[..length].ToArray(), content.Length));
            }

            destination.CheckBeside(room, roomAtEnd);
            source.CheckBeside(content.Length, atEnd);
        }
    }

    private static bool Compare(byte[] block, int room, Fenced source, Fenced destination, Random random)
    {
        bool atEnd = random.Next(2) == 0;
        Span<byte> from = source.Lend(block.Length, atEnd);
        block.CopyTo(from);
        bool roomAtEnd = random.Next(2) == 0;
        Span<byte> to = destination.Lend(room, roomAtEnd);
        Lz4BlockStatus status = Lz4Block.Decompress(from, to, out int written);
        destination.CheckBeside(room, roomAtEnd);

        byte[]? expected = NaiveLz4.Decompress(block, room);
        bool same = (expected is not null) == (status == Lz4BlockStatus.Done) && to[..written].SequenceEqual(expected ?? []);
        Assert.True(same, $"{status} with {written} bytes in a room of {room}: {Hex.Text(block)}");
        return status == Lz4BlockStatus.Done;
    }

    private static byte[] Compress(byte[] content)
    {
        byte[] block = new byte[Lz4Block.GetMaxCompressedLength(content.Length)];
        Assert.True(Lz4Block.TryCompress(content, block, out int length));
        return block[..length];
    }

    /// <summary>Up to three bytes are changed, left out or doubled, or the end is cut off.</summary>
    private static byte[] Damage(Random random, byte[] block)
    {
        List<byte> bytes = [.. block];
        for (int i = random.Next(4); i > 0 && bytes.Count > 0; i--)
        {
            int at = random.Next(2) == 0 ? random.Next(Math.Min(bytes.Count, 20)) : random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = (byte)(random.Next(2) == 0 ? 0 : 255);
                    break;
                case 3:
                    bytes.RemoveAt(at);
                    break;
                case 4:
                    bytes.Insert(at, bytes[at]);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
