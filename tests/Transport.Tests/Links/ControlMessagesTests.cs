using Sockets.Transport.Links;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Links;

public sealed class ControlMessagesTests
{
    private const string Timestamp =
        "20 00 00 00 00 00 00 00  01 00 00 00  23 00 00 00  02 00 00 00 00 00 00 00  05 00 00 00 00 00 00 00";

    private const string Drops = "14 00 00 00 00 00 00 00  01 00 00 00  28 00 00 00  ff ff ff ff  00 00 00 00";

    private const string Segment = "14 00 00 00 00 00 00 00  11 00 00 00  68 00 00 00  e8 03 00 00";

    private const string Unknown = "11 00 00 00 00 00 00 00  00 00 00 00  08 00 00 00  77 00 00 00 00 00 00 00";

    [Fact]
    public void Reads_every_record_and_skips_what_it_does_not_know()
    {
        DatagramMeta meta = Read(Unknown + Timestamp + Drops + Segment);

        Assert.Equal((2_000_000_005, uint.MaxValue, true, 1000), (meta.KernelTime, meta.Drops, meta.HasDrops, meta.SegmentLength));
    }

    [Fact]
    public void Says_that_nothing_was_said() => Assert.Equal(default, Read(""));

    [Theory]
    [InlineData("14 00 00 00 00 00 00 00  01 00 00 00  28 00 00 00  ff ff ff")]
    [InlineData("13 00 00 00 00 00 00 00  01 00 00 00  28 00 00 00  ff ff ff 00")]
    [InlineData("00 00 00 00 00 00 00 00  01 00 00 00  28 00 00 00  ff ff ff ff")]
    [InlineData("ff ff ff ff ff ff ff ff  01 00 00 00  28 00 00 00  ff ff ff ff")]
    [InlineData("14 00 00 00 00 00 00 00  01 00 00 00  28 00 00")]
    public void Reads_no_record_of_which_a_byte_is_missing(string control) => Assert.Equal(default, Read(control));

    [Fact]
    public void Throws_at_nothing()
    {
        Random random = new(Seed.Take());
        byte[] whole = Hex.Bytes(Unknown + Timestamp + Drops + Segment);
        for (int i = 0; i < 100_000; i++)
        {
            byte[] broken = [.. whole];
            for (int change = random.Next(4); change >= 0; change--)
            {
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            }

            DatagramMeta meta = default;
            ControlMessages.Read(broken.AsSpan(0, random.Next(broken.Length + 1)), ref meta);
        }
    }

    [Fact]
    public void Writes_the_record_that_asks_for_segments()
    {
        byte[] control = new byte[32];
        int length = ControlMessages.WriteSegmentLength(control, 1200);

        Assert.Equal(
            "12 00 00 00 00 00 00 00 11 00 00 00 67 00 00 00 b0 04 00 00 00 00 00 00", Hex.Text(control.AsSpan(0, length)));
    }

    private static DatagramMeta Read(string control)
    {
        DatagramMeta meta = default;
        ControlMessages.Read(Hex.Bytes(control), ref meta);
        return meta;
    }
}
