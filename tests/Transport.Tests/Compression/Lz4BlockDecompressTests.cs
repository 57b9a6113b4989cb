using Sockets.Transport.Compression;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Compression;

public sealed class Lz4BlockDecompressTests
{
    /// <summary>Room enough that nothing depends on the end of the output.</summary>
    private const int Plenty = 4096;

    [Theory]
    [InlineData("00", "")]
    [InlineData("10 61", "61")]
    [InlineData("13 61 01 00 50 61 61 61 61 61", "61 61 61 61 61 61 61 61 61 61 61 61 61")]
    [InlineData("44 61 62 63 64 04 00 50 78 79 7a 7a 79", "61 62 63 64 61 62 63 64 61 62 63 64 78 79 7a 7a 79")]
    [InlineData("f0 00 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f", "61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f")]
    [InlineData("20 61 62 02 00 00 01 00 10 63", "61 62 61 62 61 62 62 62 62 62 63")]
    public void Reads_what_the_format_says(string block, string content)
    {
        byte[] expected = Hex.Bytes(content);
        foreach (int room in new[] { expected.Length, expected.Length + 1, Plenty })
        {
            byte[] output = new byte[room];
            Assert.Equal(Lz4BlockStatus.Done, Lz4Block.Decompress(Hex.Bytes(block), output, out int written));
            Assert.Equal(expected, output[..written]);
        }
    }

    /// <summary>Encoders leave five literals at the end; decoders need not insist, and the reference does not always.</summary>
    [Fact]
    public void Takes_a_block_whose_last_literals_are_fewer_than_an_encoder_would_leave()
    {
        byte[] output = new byte[6];
        Assert.Equal(Lz4BlockStatus.Done, Lz4Block.Decompress(Hex.Bytes("10 61 01 00 10 62"), output, out int written));
        Assert.Equal("61 61 61 61 61 62", Hex.Text(output.AsSpan(0, written)));
        Assert.Equal(Lz4BlockStatus.Done, Lz4Block.Decompress(Hex.Bytes("10 61 01 00 00"), output, out written));
        Assert.Equal("61 61 61 61 61", Hex.Text(output.AsSpan(0, written)));
    }

    [Theory]
    [InlineData("10 61 00 00 00", Lz4BlockStatus.ZeroOffset)]
    [InlineData("1f 61 00 00 ff", Lz4BlockStatus.ZeroOffset)]
    [InlineData("10 61 ff ff 00", Lz4BlockStatus.OffsetBeforeStart)]
    [InlineData("1f 61 ff ff 10 00", Lz4BlockStatus.OffsetBeforeStart)]
    [InlineData("1f 61 01 00 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff 00", Lz4BlockStatus.DestinationTooSmall)]
    [InlineData("f0 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff 00", Lz4BlockStatus.DestinationTooSmall)]
    public void Says_what_is_wrong_with_a_sequence_wherever_it_stands(string sequence, Lz4BlockStatus expected)
    {
        byte[] bad = Hex.Bytes(sequence);
        byte[] good = Hex.Bytes("44 61 62 63 64 04 00");
        byte[] rest = [0xF0, 0x00, .. "fifteen letters"u8];
        Assert.Equal(expected, Decompress(bad));
        Assert.Equal(expected, Decompress([.. bad, .. rest]));
        Assert.Equal(expected, Decompress([.. good, .. bad]));
        Assert.Equal(expected, Decompress([.. good, .. good, .. good, .. bad, .. rest, .. rest]));
    }

    [Theory]
    [InlineData("00 01 00 00")]
    [InlineData("10 61 02 00 00")]
    [InlineData("40 61 62 63 64 05 00 00")]
    [InlineData("f0 00 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 10 00 00")]
    public void Refuses_a_match_that_begins_one_byte_before_the_output(string block)
    {
        byte[] bytes = Hex.Bytes(block);
        Assert.Equal(Lz4BlockStatus.OffsetBeforeStart, Decompress(bytes));
        Assert.Equal(Lz4BlockStatus.OffsetBeforeStart, Decompress([.. bytes[..^1], 0xF0, 0x00, .. "fifteen letters"u8]));
    }

    [Fact]
    public void Refuses_a_block_that_is_cut_but_for_a_cut_behind_literals_which_is_how_blocks_end()
    {
        byte[] block = Hex.Bytes("f1 02 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70 71 11 00 5f 41 42 43 44 45 05 00 ff 01 50 76 77 78 79 7a");
        Assert.Equal(Lz4BlockStatus.Done, Decompress(block));
        for (int length = 0; length < block.Length; length++)
        {
            Assert.Equal(length is 19 or 27 ? Lz4BlockStatus.Done : Lz4BlockStatus.Truncated, Decompress(block[..length]));
        }
    }

    [Theory]
    [InlineData("50 61 62 63 64 65", 5)]
    [InlineData("10 61 01 00 00", 5)]
    [InlineData("1f 61 01 00 00 00", 20)]
    [InlineData("1f 61 01 00 ff 00 50 61 61 61 61 61", 280)]
    public void Writes_as_much_as_there_is_room_for_and_no_more(string block, int content)
    {
        Assert.Equal(Lz4BlockStatus.Done, Decompress(Hex.Bytes(block), content));
        for (int room = 0; room < content; room++)
        {
            Assert.Equal(Lz4BlockStatus.DestinationTooSmall, Decompress(Hex.Bytes(block), room));
        }
    }

    [Fact]
    public void Repeats_a_match_that_is_longer_than_its_offset()
    {
        foreach (int offset in new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 31, 32, 33, 64 })
        {
            for (int match = 4; match <= 300; match++)
            {
                byte[] block = [0xFF, (byte)(64 - 15), .. Enumerable.Range(0, 64).Select(i => (byte)i),
                    (byte)offset, 0, .. More(match - 4), 0x50, .. "tails"u8];
                if (match < 19)
                {
                    block[0] = (byte)(0xF0 + match - 4);
                }

                byte[] expected = [.. Enumerable.Range(0, 64).Select(i => (byte)i),
                    .. Enumerable.Range(0, match).Select(i => (byte)(64 - offset + (i % offset))), .. "tails"u8];
                foreach (int room in new[] { expected.Length, expected.Length + 7, expected.Length + 200 })
                {
                    byte[] output = new byte[room];
                    Assert.Equal(Lz4BlockStatus.Done, Lz4Block.Decompress(block, output, out int written));
                    Assert.Equal(Hex.Text(expected), Hex.Text(output.AsSpan(0, written)));
                }
            }
        }
    }

    /// <summary>A megabyte of 255s would stand for 255 MiB.</summary>
    [Theory]
    [InlineData("1f 61 01 00")]
    [InlineData("f0")]
    public void Stops_at_the_end_of_the_output_whatever_a_length_says(string lead)
    {
        byte[] bomb = [.. Hex.Bytes(lead), .. Enumerable.Repeat((byte)255, 1 << 20), 0];
        Assert.Equal(Lz4BlockStatus.DestinationTooSmall, Decompress(bomb, 1000));
        Assert.Equal(Lz4BlockStatus.DestinationTooSmall, Decompress(bomb, 0));
    }

    [Fact]
    public void Never_shows_what_was_in_the_memory_before()
    {
        Random random = new(Seed.Take());
        for (int i = 0; i < 300; i++)
        {
            byte[] block = Samples.Noise(random, random.Next(1, 200));
            byte[] first = [.. Enumerable.Repeat((byte)0x11, 500)];
            byte[] second = [.. Enumerable.Repeat((byte)0xEE, 500)];
            Lz4Block.Decompress(block, first, out int one);
            Lz4Block.Decompress(block, second, out int other);
            Assert.Equal(first[..one], second[..other]);
        }
    }

    private static byte[] More(int value) =>
        value < 15 ? [] : [.. Enumerable.Repeat((byte)255, (value - 15) / 255), (byte)((value - 15) % 255)];

    private static Lz4BlockStatus Decompress(byte[] block, int room = Plenty)
    {
        Lz4BlockStatus status = Lz4Block.Decompress(block, new byte[room], out int written);
        Assert.True(status == Lz4BlockStatus.Done || written == 0);
        return status;
    }
}
