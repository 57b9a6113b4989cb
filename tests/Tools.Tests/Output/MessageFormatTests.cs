using System.Text;
using System.Text.Json;
using Sockets.Tools.Output;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Output;

public sealed class MessageFormatTests
{
    [Theory]
    [InlineData("hello", "hello\n")]
    [InlineData("", "\n")]
    [InlineData("a\tb\r\n", "a\\tb\\r\\n\n")]
    [InlineData("back\\slash", "back\\\\slash\n")]
    [InlineData("gr\u00fc\u00df \u20ac \ud83d\ude00", "gr\u00fc\u00df \u20ac \ud83d\ude00\n")]
    [InlineData("\u0000\u001b[31m", "\\u{0}\\u{1b}[31m\n")]
    [InlineData("\u202eevil", "\\u{202e}evil\n")]
    [InlineData("\u2028", "\\u{2028}\n")]
    public void Text_is_one_line_and_safe_for_a_terminal(string message, string expected) =>
        Assert.Equal(expected, Write("text", Encoding.UTF8.GetBytes(message)));

    [Theory]
    [InlineData("ff", "\\xff\n")]
    [InlineData("61c328", "a\\xc3(\n")]
    [InlineData("e282", "\\xe2\\x82\n")]
    [InlineData("80", "\\x80\n")]
    public void Text_shows_bytes_that_are_no_utf8_one_by_one(string hex, string expected) =>
        Assert.Equal(expected, Write("text", Convert.FromHexString(hex)));

    [Theory]
    [InlineData("", "\n")]
    [InlineData("00ff7f", "00ff7f\n")]
    public void Hex_is_what_send_reads(string hex, string expected) => Assert.Equal(expected, Write("hex", Convert.FromHexString(hex)));

    [Fact]
    public void Raw_adds_nothing() => Assert.Equal("a\nb\u0000", Write("raw", "a\nb\0"u8.ToArray()));

    [Fact]
    public void Json_carries_text_when_it_is_text()
    {
        using JsonDocument json = JsonDocument.Parse(Write("json", "say \"gr\u00fc\u00df\"\n"u8.ToArray()));

        Assert.Equal(7, json.RootElement.GetProperty("seq").GetInt64());
        Assert.Equal(13, json.RootElement.GetProperty("length").GetInt32());
        Assert.Equal("say \"gr\u00fc\u00df\"\n", json.RootElement.GetProperty("text").GetString());
        Assert.False(json.RootElement.TryGetProperty("base64", out _));
    }

    [Fact]
    public void Json_carries_base64_when_it_is_not()
    {
        string line = Write("json", [0xff, 0x00]);
        using JsonDocument json = JsonDocument.Parse(line);

        Assert.Equal([0xff, 0x00], json.RootElement.GetProperty("base64").GetBytesFromBase64());
        Assert.False(json.RootElement.TryGetProperty("text", out _));
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("hex")]
    [InlineData("json")]
    [InlineData("raw")]
    public void Messages_larger_than_the_buffer_pass(string format)
    {
        byte[] payload = new byte[(2 * OutputBuffer.Capacity) + 17];
        Array.Fill(payload, (byte)'x');

        string written = Write(format, payload);

        string expected = format == "hex" ? string.Concat(Enumerable.Repeat("78", payload.Length)) : new string('x', payload.Length);
        Assert.Contains(expected, written, StringComparison.Ordinal);
        Assert.InRange(written.Length - expected.Length, 0, 50);
    }

    [Fact]
    public void Small_writes_are_gathered_and_large_ones_pass_by_in_order()
    {
        MemoryTarget target = new();
        using OutputBuffer buffer = new(target);
        byte[] large = new byte[100_000];

        buffer.Write("ab"u8);
        buffer.Write("cd"u8);
        Assert.Empty(target.Writes);
        buffer.Write(large);
        buffer.Write("ef"u8);
        buffer.Flush();
        buffer.Flush();

        Assert.Equal([4, 100_000, 2], target.Writes);
        Assert.Equal([.. "abcd"u8, .. large, .. "ef"u8], target.Bytes);
    }

    private static string Write(string format, byte[] payload)
    {
        MemoryTarget target = new();
        using OutputBuffer buffer = new(target);
        MessageFormat.Create(format).Write(buffer, 7, payload);
        buffer.Flush();
        return target.Text;
    }
}
