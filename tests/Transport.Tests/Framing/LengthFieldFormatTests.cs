using Sockets.Transport.Framing;

namespace Sockets.Transport.Tests.Framing;

public sealed class LengthFieldFormatTests
{
    private const ByteOrder Big = ByteOrder.BigEndian;
    private const ByteOrder Little = ByteOrder.LittleEndian;

    [Theory]
    [InlineData(1, Big, "02 'hi")]
    [InlineData(1, Little, "02 'hi")]
    [InlineData(2, Big, "00 02 'hi")]
    [InlineData(2, Little, "02 00 'hi")]
    [InlineData(3, Big, "00 00 02 'hi")]
    [InlineData(3, Little, "02 00 00 'hi")]
    [InlineData(4, Big, "00 00 00 02 'hi")]
    [InlineData(4, Little, "02 00 00 00 'hi")]
    [InlineData(8, Big, "00 00 00 00 00 00 00 02 'hi")]
    [InlineData(8, Little, "02 00 00 00 00 00 00 00 'hi")]
    public void Writes_and_reads_each_length_and_order(int length, ByteOrder order, string bytes) =>
        AssertBytes(new LengthFieldFormat(length, order), "'hi", bytes);

    [Theory]
    [InlineData(2, Big, 0x0102)]
    [InlineData(2, Little, 0x0102)]
    [InlineData(3, Big, 0x010203)]
    [InlineData(3, Little, 0x010203)]
    [InlineData(4, Big, 0x010203)]
    [InlineData(4, Little, 0x010203)]
    [InlineData(8, Big, 0x010203)]
    [InlineData(8, Little, 0x010203)]
    public void Puts_every_byte_of_a_length_in_its_place(int length, ByteOrder order, int payloadLength)
    {
        LengthFieldFormat format = new(length, order, 1 << 20);
        byte[] bytes = FormatCase.Encode(format, new byte[payloadLength]);
        byte[] significant = length == 2 ? [1, 2] : [1, 2, 3];
        byte[] field = [.. new byte[length - significant.Length], .. significant];
        Assert.Equal(Hex.Text(order == Big ? field : [.. field.Reverse()]), Hex.Text(bytes.AsSpan(0, length)));
        Assert.Equal(payloadLength, Assert.Single(Reception.Whole(format, bytes).Payloads).Length);
    }

    [Fact]
    public void Counts_the_header_with_a_negative_adjustment()
    {
        AssertBytes(LengthFieldFormat.IncludingHeader(2, Big), "'hello", "00 07 'hello");
        AssertBytes(LengthFieldFormat.IncludingHeader(4, Little), "'hello", "09 00 00 00 'hello");
        AssertBytes(LengthFieldFormat.IncludingHeader(2, Big, lengthFieldOffset: 1), "'hello", "00 00 08 'hello");
        Assert.Equal(-3, LengthFieldFormat.IncludingHeader(2, Big, lengthFieldOffset: 1).LengthAdjustment);
    }

    [Fact]
    public void Overwrites_a_length_field_inside_the_payload_with_the_true_value()
    {
        LengthFieldFormat format = new(2, Big, initialBytesToStrip: 0);
        Assert.Equal("00 03 61 62 63", Hex.Text(FormatCase.Encode(format, Hex.Bytes("FF FF 'abc"))));
        Assert.Equal(["00 03 61 62 63"], Reception.Whole(format, Hex.Bytes("00 03 'abc")).Texts);
    }

    [Fact]
    public void Writes_only_the_stripped_part_of_a_length_field_that_is_cut_in_two()
    {
        LengthFieldFormat format = new(4, Big, initialBytesToStrip: 3);
        Assert.Equal("00 00 00 03 61 62 63", Hex.Text(FormatCase.Encode(format, Hex.Bytes("FF 'abc"))));
        Assert.Equal(["03 61 62 63"], Reception.Whole(format, Hex.Bytes("00 00 00 03 'abc")).Texts);
    }

    [Fact]
    public void Delivers_a_header_in_front_of_the_length_and_what_stands_behind_it()
    {
        // One byte, the length, one byte that it does not count, the payload: strip the first byte and the length.
        LengthFieldFormat format = new(2, Big, lengthFieldOffset: 1, lengthAdjustment: 1);
        Assert.Equal(["FE 68 69"], Reception.Whole(format, Hex.Bytes("CA 00 02 FE 'hi")).Texts);
        Assert.Equal("00 00 02 FE 68 69", Hex.Text(FormatCase.Encode(format, Hex.Bytes("FE 'hi"))));
    }

    [Fact]
    public void Writes_stripped_bytes_other_than_the_length_as_zero()
    {
        LengthFieldFormat format = new(2, Little, lengthFieldOffset: 2, initialBytesToStrip: 6);
        byte[] block = [.. Enumerable.Repeat((byte)0xCC, 9)];
        Assert.Equal(8, format.TryEncode("hi"u8, block, out _));
        Assert.Equal("00 00 04 00 00 00 68 69 CC", Hex.Text(block));
        Assert.Equal(["68 69"], Reception.Whole(format, Hex.Bytes("AA AA 04 00 BB BB 'hi")).Texts);
    }

    [Theory]
    [InlineData(15, null)]
    [InlineData(16, null)]
    [InlineData(17, "A frame of 17 bytes was announced (length field 00 00 00 0D = 13), the limit is 16 bytes.")]
    public void Refuses_an_announcement_above_the_maximum(int frameLength, string? error)
    {
        byte[] announced = [0, 0, 0, (byte)(frameLength - 4)];
        FrameDecoder decoder = new(FrameFormats.UInt32BigEndian(16));
        FrameDecodeStatus status = decoder.TryDecode(announced, out _);
        Assert.Equal(error is null ? FrameDecodeStatus.NeedMore : FrameDecodeStatus.Invalid, status);
        Assert.Equal(error, decoder.Error?.Message);
        Assert.Equal(error is null ? null : CloseReason.FrameTooLarge, decoder.Error?.Reason);
    }

    [Theory]
    [InlineData(4, "80 00 00 00", "2147483652", "2147483648")]
    [InlineData(4, "FF FF FF FF", "4294967299", "4294967295")]
    [InlineData(8, "00 00 00 00 80 00 00 00", "2147483656", "2147483648")]
    [InlineData(8, "00 00 00 00 FF FF FF FF", "4294967303", "4294967295")]
    [InlineData(8, "00 00 00 01 00 00 00 05", "4294967309", "4294967301")]
    [InlineData(8, "7F FF FF FF FF FF FF FF", "9223372036854775815", "9223372036854775807")]
    [InlineData(8, "80 00 00 00 00 00 00 00", "9223372036854775816", "9223372036854775808")]
    [InlineData(8, "FF FF FF FF FF FF FF FF", "18446744073709551623", "18446744073709551615")]
    public void Refuses_lengths_beyond_any_array_before_a_byte_of_them_arrives(
        int length, string field, string frame, string value)
    {
        LengthFieldFormat format = new(length, Big, Array.MaxLength);
        Reception refused = Reception.Dribbled(format, Hex.Bytes(field));
        Assert.Equal(CloseReason.FrameTooLarge, refused.Error!.Reason);
        Assert.StartsWith(
            $"A frame of {frame} bytes was announced (length field {field} = {value}), the limit is 2147483591 bytes.",
            refused.Error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7F FF FF C3", null)]
    [InlineData("7F FF FF C4", CloseReason.FrameTooLarge)]
    public void Accepts_the_longest_frame_an_array_can_hold(string field, CloseReason? reason)
    {
        FrameDecoder decoder = new(FrameFormats.UInt32BigEndian(Array.MaxLength));
        decoder.TryDecode(Hex.Bytes(field), out _);
        Assert.Equal(reason, decoder.Error?.Reason);
    }

    [Theory]
    [InlineData("00 00 00 00", "A frame of 0 bytes was announced (length field 00 00 00 00 = 0, adjusted by -4), ")]
    [InlineData("00 00 00 03", "A frame of 3 bytes was announced (length field 00 00 00 03 = 3, adjusted by -4), ")]
    public void Refuses_a_frame_shorter_than_its_header(string bytes, string error)
    {
        FrameDecoder decoder = new(FrameFormats.UInt32BigEndianIncludingHeader());
        Assert.Equal(FrameDecodeStatus.Invalid, decoder.TryDecode(Hex.Bytes(bytes), out _));
        Assert.Equal(CloseReason.ProtocolViolation, decoder.Error!.Reason);
        Assert.StartsWith(error + "shorter than its header of 4 bytes.", decoder.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("05", "A frame of -4 bytes was announced (length field 05 = 5, adjusted by -10), shorter than its header of 1 bytes.")]
    [InlineData("09", "A frame of 0 bytes was announced (length field 09 = 9, adjusted by -10), shorter than its header of 1 bytes.")]
    [InlineData("0A", null)]
    public void Refuses_a_length_that_is_negative_after_adjustment(string bytes, string? error)
    {
        FrameDecoder decoder = new(new LengthFieldFormat(1, Big, lengthAdjustment: -10));
        decoder.TryDecode(Hex.Bytes(bytes), out _);
        Assert.Equal(error, decoder.Error?.Message);
    }

    [Fact]
    public void Refuses_a_frame_shorter_than_what_is_to_be_stripped()
    {
        FrameDecoder decoder = new(new LengthFieldFormat(1, Big, initialBytesToStrip: 4));
        Assert.Equal(FrameDecodeStatus.Invalid, decoder.TryDecode(Hex.Bytes("02 00 00"), out _));
        Assert.Equal(CloseReason.ProtocolViolation, decoder.Error!.Reason);
        Assert.Equal(
            "A frame of 3 bytes was announced (length field 02 = 2), shorter than the 4 bytes to strip from it.",
            decoder.Error.Message);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Does_not_overflow_when_an_extreme_adjustment_meets_an_extreme_length(int adjustment)
    {
        LengthFieldFormat format = adjustment > 0
            ? new LengthFieldFormat(8, Big, Array.MaxLength, lengthAdjustment: -int.MaxValue)
            : new LengthFieldFormat(8, Big, 64, lengthAdjustment: adjustment);
        FrameDecoder decoder = new(format);
        Assert.Equal(FrameDecodeStatus.Invalid, decoder.TryDecode(Hex.Bytes("FF FF FF FF FF FF FF FF"), out _));
        Assert.Equal(CloseReason.FrameTooLarge, decoder.Error!.Reason);
        Assert.Throws<ArgumentException>(() => new LengthFieldFormat(8, Big, lengthAdjustment: int.MaxValue));
    }

    [Fact]
    public void Announces_in_a_signless_field_what_an_adjustment_of_minus_two_thousand_million_asks_for()
    {
        LengthFieldFormat format = new(4, Big, 64, lengthAdjustment: -2_000_000_000);
        AssertBytes(format, "'hi", "77 35 94 02 'hi");
    }

    [Theory]
    [InlineData(255, null)]
    [InlineData(256, "A payload of 256 bytes takes a length of 256, and a length field of 1 bytes holds at most 255.")]
    public void Refuses_to_write_a_length_that_its_field_cannot_hold(int payloadLength, string? expected)
    {
        byte[] block = new byte[300];
        int written = FrameFormats.UInt8().TryEncode(new byte[payloadLength], block, out string? error);
        Assert.Equal(expected, error);
        Assert.Equal(expected is null ? 256 : -1, written);
    }

    [Theory]
    [InlineData(65_535, true)]
    [InlineData(65_536, false)]
    public void Refuses_to_write_a_length_of_two_bytes_that_needs_three(int payloadLength, bool accepted)
    {
        byte[] block = new byte[70_000];
        Assert.Equal(accepted, FrameFormats.UInt16BigEndian(1 << 20).TryEncode(new byte[payloadLength], block, out _) > 0);
    }

    [Fact]
    public void Refuses_to_write_a_payload_without_the_header_it_should_begin_with()
    {
        LengthFieldFormat format = new(4, Big, initialBytesToStrip: 0);
        Assert.Equal(-1, format.TryEncode("abc"u8, new byte[16], out string? error));
        Assert.Equal(
            "A payload of 3 bytes is too short: with 0 bytes stripped it still begins with the frame's header, " +
            "which ends at 4 bytes.",
            error);
    }

    [Fact]
    public void Refuses_to_write_a_payload_without_the_bytes_that_its_length_does_not_count()
    {
        LengthFieldFormat format = new(1, Big, lengthAdjustment: 3);
        Assert.Equal(-1, format.TryEncode("ab"u8, new byte[16], out string? error));
        Assert.Equal("A payload of 2 bytes is too short: adjusted by 3 its length would be -1.", error);
        AssertBytes(format, "'abc", "00 'abc");
    }

    [Fact]
    public void Says_how_much_of_header_or_frame_arrived_when_the_stream_ends()
    {
        LengthFieldFormat format = new(4, Big);
        Assert.Equal(
            "The stream ended inside a frame's header: 3 of 4 bytes arrived.",
            Reception.Whole(format, Hex.Bytes("00 00 00")).Error!.Message);
        Assert.Equal(
            "The stream ended inside a frame: 6 of 9 bytes arrived.",
            Reception.Whole(format, Hex.Bytes("00 00 00 05 'he")).Error!.Message);
    }

    [Theory]
    [InlineData(0, Big)]
    [InlineData(5, Big)]
    [InlineData(-1, Big)]
    [InlineData(9, Little)]
    [InlineData(4, (ByteOrder)2)]
    public void Has_no_length_field_of_another_size_or_order(int length, ByteOrder order) =>
        Assert.Throws<ArgumentException>(() => new LengthFieldFormat(length, order));

    [Fact]
    public void Cannot_be_made_when_no_frame_is_possible()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LengthFieldFormat(4, Big, lengthFieldOffset: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LengthFieldFormat(4, Big, initialBytesToStrip: -1));
        Assert.Throws<ArgumentException>(() => new LengthFieldFormat(4, Big, 3));
        Assert.Throws<ArgumentException>(() => new LengthFieldFormat(4, Big, 8, lengthFieldOffset: int.MaxValue));
        Assert.Throws<ArgumentException>(() => new LengthFieldFormat(4, Big, 8, initialBytesToStrip: 9));
        Assert.Throws<ArgumentException>(() => new LengthFieldFormat(1, Big, lengthAdjustment: -256));
        Assert.Throws<ArgumentException>(() => LengthFieldFormat.IncludingHeader(4, Big, lengthFieldOffset: int.MaxValue));
        ArgumentException error = Assert.Throws<ArgumentException>(() => new LengthFieldFormat(1, Big, 8, lengthAdjustment: 8));
        Assert.Equal(
            "No frame is possible: the shortest one has 1 bytes and announces 0, but the limit of 8 bytes and a length " +
            "field of 1 bytes allow at most -1.",
            error.Message);
    }

    [Fact]
    public void Can_be_made_when_one_frame_is_possible()
    {
        AssertBytes(new LengthFieldFormat(4, Big, 4), "", "00 00 00 00");
        AssertBytes(new LengthFieldFormat(1, Big, lengthAdjustment: -255), "", "FF");
    }

    [Fact]
    public void Tells_its_parameters()
    {
        LengthFieldFormat format = new(3, Little, 1000, 5, -2, 4);
        Assert.Equal((3, Little, 1000), (format.LengthFieldLength, format.ByteOrder, format.MaxFrameLength));
        Assert.Equal((5, -2, 4), (format.LengthFieldOffset, format.LengthAdjustment, format.InitialBytesToStrip));
        Assert.Equal(8, new LengthFieldFormat(3, Big, lengthFieldOffset: 5).InitialBytesToStrip);
    }

    private static void AssertBytes(LengthFieldFormat format, string payload, string bytes)
    {
        Assert.Equal(Hex.Text(Hex.Bytes(bytes)), Hex.Text(FormatCase.Encode(format, Hex.Bytes(payload))));
        Assert.Equal([Hex.Text(Hex.Bytes(payload))], Reception.Whole(format, Hex.Bytes(bytes)).Texts);
    }
}
