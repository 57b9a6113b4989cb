using Sockets.Transport.Framing;

namespace Sockets.Transport.Tests.Framing;

public sealed class Varint32FormatTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(1, "01")]
    [InlineData(127, "7F")]
    [InlineData(128, "80 01")]
    [InlineData(300, "AC 02")]
    [InlineData(16_383, "FF 7F")]
    [InlineData(16_384, "80 80 01")]
    [InlineData(2_097_151, "FF FF 7F")]
    [InlineData(2_097_152, "80 80 80 01")]
    public void Writes_and_reads_the_shortest_prefix(int payloadLength, string prefix)
    {
        Varint32Format format = new(1 << 22);
        byte[] bytes = FormatCase.Encode(format, FormatCase.Letters(payloadLength));
        int prefixLength = Hex.Bytes(prefix).Length;
        Assert.Equal(prefix, Hex.Text(bytes.AsSpan(0, prefixLength)));
        Assert.Equal(payloadLength + prefixLength, bytes.Length);
        Assert.Equal(payloadLength, Assert.Single(Reception.Whole(format, bytes).Payloads).Length);
    }

    [Theory]
    [InlineData((1 << 28) - 1, (1 << 28) + 3)]
    [InlineData(1 << 28, (1 << 28) + 5)]
    [InlineData(int.MaxValue - 5, int.MaxValue)]
    [InlineData(int.MaxValue - 4, int.MaxValue)]
    public void Asks_room_for_the_prefix_of_long_payloads(int payloadLength, int room) =>
        Assert.Equal(room, new Varint32Format().GetEncodedLength(payloadLength));

    [Fact]
    public void Understands_a_prefix_longer_than_it_needs_to_be()
    {
        Reception received = Reception.Dribbled(new Varint32Format(), Hex.Bytes("80 00 82 80 80 80 00 'hi 01 '!"));
        Assert.Null(received.Error);
        Assert.Equal(["", "68 69", "21"], received.Texts);
    }

    [Theory]
    [InlineData("FF FF FF FF FF", "The length prefix FF FF FF FF FF goes on after 5 bytes: it is no varint32.")]
    [InlineData("80 80 80 80 80", "The length prefix 80 80 80 80 80 goes on after 5 bytes: it is no varint32.")]
    [InlineData("80 80 80 80 10", "The length prefix 80 80 80 80 10 has more than 32 bits: it is no varint32.")]
    [InlineData("80 80 80 80 7F", "The length prefix 80 80 80 80 7F has more than 32 bits: it is no varint32.")]
    public void Refuses_a_prefix_of_more_than_five_bytes_or_thirty_two_bits(string bytes, string error)
    {
        Reception refused = Reception.Dribbled(new Varint32Format(), Hex.Bytes(bytes));
        Assert.Equal(CloseReason.ProtocolViolation, refused.Error!.Reason);
        Assert.Equal(error, refused.Error.Message);
        Assert.Equal(5, refused.Arrived);
    }

    [Theory]
    [InlineData("80 80 80 80 08", "2147483653", "2147483648")]
    [InlineData("FF FF FF FF 0F", "4294967300", "4294967295")]
    public void Refuses_the_longest_lengths_before_a_byte_of_them_arrives(string bytes, string frame, string value)
    {
        Reception refused = Reception.Dribbled(new Varint32Format(Array.MaxLength), Hex.Bytes(bytes));
        Assert.Equal(CloseReason.FrameTooLarge, refused.Error!.Reason);
        Assert.Equal(
            $"A frame of {frame} bytes was announced (varint {bytes} = {value}), the limit is 2147483591 bytes.",
            refused.Error.Message);
    }

    [Theory]
    [InlineData("0E", false)]
    [InlineData("0F", false)]
    [InlineData("10", true)]
    [InlineData("8F 00", true)]
    public void Counts_the_prefix_as_it_arrived_against_the_maximum(string bytes, bool refused)
    {
        FrameDecoder decoder = new(new Varint32Format(16));
        decoder.TryDecode(Hex.Bytes(bytes), out _);
        Assert.Equal(refused, decoder.Error?.Reason == CloseReason.FrameTooLarge);
    }

    [Fact]
    public void Says_how_much_of_prefix_or_frame_arrived_when_the_stream_ends()
    {
        Assert.Equal(
            "The stream ended inside a frame's length prefix: 2 bytes of it arrived.",
            Reception.Whole(new Varint32Format(), Hex.Bytes("80 80")).Error!.Message);
        Assert.Equal(
            "The stream ended inside a frame: 4 of 6 bytes arrived.",
            Reception.Whole(new Varint32Format(), Hex.Bytes("05 'hel")).Error!.Message);
    }
}
