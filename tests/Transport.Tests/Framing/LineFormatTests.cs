using Sockets.Transport.Framing;

namespace Sockets.Transport.Tests.Framing;

public sealed class LineFormatTests
{
    [Fact]
    public void Ends_lines_with_a_line_feed_and_takes_one_carriage_return_off()
    {
        Reception received = Reception.Dribbled(new LineFormat(), "one\ntwo\r\n\n\r\nthree\r\r\na\rb\n"u8.ToArray());
        Assert.Null(received.Error);
        Assert.Equal(["one", "two", "", "", "three\r", "a\rb"], Texts(received));
    }

    [Theory]
    [InlineData("'hello", "'hello 0A")]
    [InlineData("", "0A")]
    [InlineData("'a 0D 'b", "'a 0D 'b 0A")]
    [InlineData("'a 0D", "'a 0D 0D 0A")]
    [InlineData("0D", "0D 0D 0A")]
    public void Writes_a_line_feed_and_guards_a_carriage_return_at_the_end(string payload, string bytes)
    {
        Assert.Equal(Hex.Text(Hex.Bytes(bytes)), Hex.Text(FormatCase.Encode(new LineFormat(), Hex.Bytes(payload))));
        Assert.Equal([Hex.Text(Hex.Bytes(payload))], Reception.Whole(new LineFormat(), Hex.Bytes(bytes)).Texts);
    }

    [Fact]
    public void Refuses_to_write_a_payload_with_a_line_feed_in_it()
    {
        Assert.Equal(-1, new LineFormat().TryEncode("one\ntwo"u8, new byte[16], out string? error));
        Assert.Equal(
            "The payload holds a line feed at offset 3 and would arrive as several lines. Send it line by line.", error);
    }

    [Theory]
    [InlineData("1234567\n", null)]
    [InlineData("123456\r\n", null)]
    [InlineData("1234567", null)]
    [InlineData("12345678", "8 bytes arrived without a line feed, the limit is 8 bytes. It looks like text: \"12345678\".")]
    [InlineData("1234567\r", "8 bytes arrived without a line feed, the limit is 8 bytes. It looks like text: \"1234567\".")]
    public void Refuses_a_run_without_a_line_feed_as_soon_as_it_is_too_long(string bytes, string? error)
    {
        FrameDecoder decoder = new(new LineFormat(8));
        decoder.TryDecode(bytes.Select(one => (byte)one).ToArray(), out _);
        Assert.Equal(error, decoder.Error?.Message);
        Assert.Equal(error is null ? null : CloseReason.FrameTooLarge, decoder.Error?.Reason);
    }

    [Fact]
    public void Refuses_a_line_whose_line_feed_comes_one_byte_too_late() =>
        Assert.Equal(CloseReason.FrameTooLarge, Reception.Whole(new LineFormat(8), "12345678\n"u8.ToArray()).Error!.Reason);

    [Theory]
    [InlineData(UnterminatedLine.Reject, "The stream ended inside a line: 4 bytes of it arrived, its line feed did not.")]
    [InlineData(UnterminatedLine.Deliver, null)]
    public void Does_with_an_unterminated_last_line_what_was_chosen(UnterminatedLine choice, string? error)
    {
        LineFormat format = new(unterminatedLine: choice);
        Assert.Equal(choice, format.UnterminatedLine);
        Reception received = Reception.Dribbled(format, "whole\nlast"u8.ToArray());
        Assert.Equal(error, received.Error?.Message);
        Assert.Equal(error is null ? ["whole", "last"] : ["whole"], Texts(received));
    }

    [Fact]
    public void Delivers_an_unterminated_line_as_if_its_line_feed_had_arrived()
    {
        LineFormat format = new(8, UnterminatedLine.Deliver);
        Assert.Equal(["last"], Texts(Reception.Whole(format, "last\r"u8.ToArray())));
        Assert.Equal([""], Texts(Reception.Whole(format, "\r"u8.ToArray())));
        Assert.Equal(["a"], Texts(Reception.Whole(format, "a\n"u8.ToArray())));
        Assert.Equal(CloseReason.FrameTooLarge, Reception.Whole(format, "12345678"u8.ToArray()).Error!.Reason);
    }

    [Fact]
    public void Never_searches_a_byte_twice()
    {
        FrameDecoder decoder = new(new LineFormat());
        byte[] bytes = "abcdef\n"u8.ToArray();
        decoder.TryDecode(bytes.AsSpan(0, 4), out _);
        bytes[2] = (byte)'\n'; // Where it has looked already: it must not look there again.
        Assert.Equal(FrameDecodeStatus.NeedMore, decoder.TryDecode(bytes.AsSpan(0, 6), out _));
        Assert.Equal(FrameDecodeStatus.Frame, decoder.TryDecode(bytes, out Frame frame));
        Assert.Equal(new Frame(0, 6, 7), frame);
    }

    [Fact]
    public void Begins_to_search_anew_behind_each_line()
    {
        FrameDecoder decoder = new(new LineFormat());
        byte[] bytes = "abcd\nx\n"u8.ToArray();
        Assert.Equal(FrameDecodeStatus.NeedMore, decoder.TryDecode(bytes.AsSpan(0, 4), out _));
        Assert.Equal(FrameDecodeStatus.Frame, decoder.TryDecode(bytes, out _));
        Assert.Equal(FrameDecodeStatus.Frame, decoder.TryDecode(bytes.AsSpan(5), out Frame frame));
        Assert.Equal(new Frame(0, 1, 2), frame);
    }

    [Fact]
    public void Has_no_third_choice_for_an_unterminated_line() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LineFormat(unterminatedLine: (UnterminatedLine)2));

    private static IEnumerable<string> Texts(Reception received) =>
        received.Payloads.Select(payload => string.Concat(payload.Select(one => (char)one)));
}
