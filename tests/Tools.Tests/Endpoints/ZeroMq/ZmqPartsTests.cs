using System.Text;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Tests.Endpoints.ZeroMq;

public sealed class ZmqPartsTests
{
    [Theory]
    [InlineData(null, null, "a,b", "a,b")]
    [InlineData("T", null, "a,b", "T|a,b")]
    [InlineData(null, ",", "a,b", "a|b")]
    [InlineData(null, ",", ",a,,b,", "|a||b|")]
    [InlineData("T", ",", "a,b,c,d,e", "T|a|b|c|d|e")]
    [InlineData(null, "::", "a:::b", "a|:b")]
    [InlineData(null, ",", "", "")]
    public void A_message_is_cut_at_each_delimiter_behind_its_topic(string? topic, string? delimiter, string message, string parts)
    {
        ZmqParts cutter = new(Bytes(topic), Bytes(delimiter));

        // Twice, because the memory is used again.
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(parts, string.Join('|', cutter.Cut(Bytes(message)!, 1000).ToArray().Select(part => Encoding.UTF8.GetString(part.Span))));
        }
    }

    [Fact]
    public void What_becomes_too_long_by_its_parts_is_refused()
    {
        ZmqParts cutter = new(topic: null, ","u8.ToArray());

        Assert.Equal(2, cutter.Cut("a,b"u8.ToArray(), 2 * 9 + 2).Length);
        Assert.Contains("maxmessage=", Assert.Throws<ToolException>(() => cutter.Cut("a,b"u8.ToArray(), 2 * 9 + 1)).OneLine, StringComparison.Ordinal);
        Assert.Equal(91, new ZmqParts(topic: null, delimiter: null).LongestOf(100));
        Assert.Equal(81, new ZmqParts("A"u8.ToArray(), delimiter: null).LongestOf(100));
    }

    [Theory]
    [InlineData(null, "ab", "1 1")]
    [InlineData(",", "a,b", "")]
    public async Task Parts_that_were_received_are_one_run_of_bytes_and_their_lengths(string? delimiter, string joined, string lengths)
    {
        await using ZmqPush push = new();
        await using ZmqPull pull = new();
        push.Connect(pull.Bind("tcp://127.0.0.1:*"));
        await push.SendFramesAsync(new ReadOnlyMemory<byte>[] { "a"u8.ToArray(), "b"u8.ToArray() }, TestContext.Current.CancellationToken);
        using ZmqMessage message = await pull.ReceiveAsync(TestContext.Current.CancellationToken);
        ZmqParts parts = new(topic: null, Bytes(delimiter));

        Assert.Equal(joined, Encoding.UTF8.GetString(parts.Join(message.GetEnumerator()).Span));
        Assert.Equal(lengths, string.Join(' ', parts.Lengths.ToArray()));
    }

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);
}
