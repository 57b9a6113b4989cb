using Sockets.Transport.Framing;

namespace Sockets.Transport.Tests.Framing;

public sealed class DelimiterFormatTests
{
    [Theory]
    [InlineData("00", "'a 00 00 'bc 00", new[] { "61", "", "62 63" })]
    [InlineData("0D 0A", "'a 0D 0A 0A 0D 0D 0A", new[] { "61", "0A 0D" })]
    [InlineData("FF FE FF", "FF FE FE FF FE FF", new[] { "FF FE FE" })]
    [InlineData("'aab", "'aaab 'aab", new[] { "61", "" })]
    public void Ends_frames_at_the_first_delimiter(string delimiter, string bytes, string[] payloads)
    {
        DelimiterFormat format = new(Hex.Bytes(delimiter));
        Assert.Equal(payloads, Reception.Whole(format, Hex.Bytes(bytes)).Texts);
        Assert.Equal(payloads, Reception.Dribbled(format, Hex.Bytes(bytes)).Texts);
        Assert.Equal(Hex.Text(Hex.Bytes(bytes)), Hex.Text(FormatCase.EncodeAll(format, payloads.Select(one => Hex.Bytes(one)))));
    }

    [Theory]
    [InlineData("0D 0A", "'ab 0D 0A 'c", 2)]
    [InlineData("'aa", "'a", 0)]
    [InlineData("'aa", "'ba", 1)]
    [InlineData("'aaa", "'baa", 1)]
    [InlineData("'abab", "'xab", 1)]
    [InlineData("'aba", "'xab", 1)]
    [InlineData("0D 0A 0D", "'x 0D 0A", 1)]
    public void Refuses_to_write_what_would_end_early(string delimiter, string payload, int offset)
    {
        DelimiterFormat format = new(Hex.Bytes(delimiter));
        Assert.Equal(-1, format.TryEncode(Hex.Bytes(payload), new byte[32], out string? error));
        Assert.Equal(
            $"The payload would end at offset {offset}: the delimiter {Hex.Text(Hex.Bytes(delimiter))} begins there. " +
            "Escape it, or use a format with a length field.",
            error);
    }

    [Theory]
    [InlineData("0D 0A", "'ab 0D")]
    [InlineData("'abab", "'xa")]
    [InlineData("'aba", "'xba")]
    [InlineData("'aab", "'xa")]
    public void Writes_what_only_looks_like_the_beginning_of_a_delimiter(string delimiter, string payload)
    {
        DelimiterFormat format = new(Hex.Bytes(delimiter));
        byte[] bytes = FormatCase.Encode(format, Hex.Bytes(payload));
        Assert.Equal([Hex.Text(Hex.Bytes(payload))], Reception.Dribbled(format, bytes).Texts);
    }

    [Theory]
    [InlineData("123456 0D 0A", null)]
    [InlineData("123456", null)]
    [InlineData("'123456 0D 0A", null)]
    [InlineData("'1234567 0D", "8 bytes arrived without the delimiter 0D 0A, the limit is 8 bytes. It looks like text: \"1234567\".")]
    [InlineData("01 02 03 04 05 06 07 08", "8 bytes arrived without the delimiter 0D 0A, the limit is 8 bytes.")]
    public void Refuses_a_run_without_a_delimiter_as_soon_as_it_is_too_long(string bytes, string? error)
    {
        FrameDecoder decoder = new(new DelimiterFormat("\r\n"u8, 8));
        decoder.TryDecode(Hex.Bytes(bytes), out _);
        Assert.Equal(error, decoder.Error?.Message);
        Assert.Equal(error is null ? null : CloseReason.FrameTooLarge, decoder.Error?.Reason);
    }

    [Fact]
    public void Says_how_much_arrived_when_the_stream_ends_inside_a_frame() =>
        Assert.Equal(
            "The stream ended inside a frame: 3 bytes of it arrived, its delimiter 0D 0A did not.",
            Reception.Dribbled(new DelimiterFormat("\r\n"u8), Hex.Bytes("'x 0D 0A 'hi 0D")).Error!.Message);

    [Fact]
    public void Tries_no_position_twice()
    {
        FrameDecoder decoder = new(new DelimiterFormat("ab"u8));
        byte[] bytes = "xxxxxxab"u8.ToArray();
        decoder.TryDecode(bytes.AsSpan(0, 4), out _);
        "ab"u8.CopyTo(bytes.AsSpan(1)); // Where it has looked already: it must not look there again.
        Assert.Equal(FrameDecodeStatus.NeedMore, decoder.TryDecode(bytes.AsSpan(0, 7), out _));
        Assert.Equal(FrameDecodeStatus.Frame, decoder.TryDecode(bytes, out Frame frame));
        Assert.Equal(new Frame(0, 6, 8), frame);
    }

    [Fact]
    public void Has_a_delimiter_of_at_least_one_byte_and_at_most_a_frame()
    {
        Assert.Throws<ArgumentException>(() => new DelimiterFormat([]));
        Assert.Throws<ArgumentException>(() => new DelimiterFormat("abc"u8, 2));
        DelimiterFormat format = new("abc"u8, 3);
        Assert.Equal("61 62 63", Hex.Text(format.Delimiter.Span));
        Assert.Equal([""], Reception.Dribbled(format, "abc"u8.ToArray()).Texts);
    }

    [Fact]
    public void Keeps_a_copy_of_its_delimiter()
    {
        byte[] delimiter = [1, 2];
        DelimiterFormat format = new(delimiter);
        delimiter[0] = 9;
        Assert.Equal("61 01 02", Hex.Text(FormatCase.Encode(format, "a"u8.ToArray())));
    }
}
