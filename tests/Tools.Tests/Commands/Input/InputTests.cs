using System.Text;
using Sockets.Tools.Commands.Input;

namespace Sockets.Tools.Tests.Commands.Input;

public sealed class InputTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a\nb\n", "a|b")]
    [InlineData("a\nb", "a|b")]
    [InlineData("a\r\nb\r\n", "a|b")]
    [InlineData("a\rb\n", "a\rb")]
    [InlineData("a\r\r\n", "a\r")]
    [InlineData("\n\n", "|")]
    [InlineData("\r\n", "")]
    [InlineData("a\n\nb", "a||b")]
    [InlineData("a\r", "a\r")]
    public async Task Lines_leave_their_line_ends_behind(string text, string expected)
    {
        for (int step = 1; step <= text.Length + 1; step++)
        {
            using LineMessages lines = new(new StepFeed(Encoding.UTF8.GetBytes(text), step), longest: 100, advice: "");
            List<byte[]> messages = await ReadAllAsync(lines);

            string[] wanted = text.Length == 0 ? [] : expected.Split('|');
            Assert.Equal(wanted, messages.Select(Encoding.UTF8.GetString));
        }
    }

    [Theory]
    [InlineData("ok\n123456\n")]
    [InlineData("ok\n123456")]
    [InlineData("ok\n12345678901234567890")]
    public async Task A_line_too_long_is_named_by_its_number(string text)
    {
        for (int step = 1; step <= text.Length; step++)
        {
            using LineMessages lines = new(new StepFeed(Encoding.UTF8.GetBytes(text), step), longest: 5, advice: "shorten it");
            ToolException error = await Assert.ThrowsAsync<ToolException>(() => ReadAllAsync(lines));
            Assert.Contains("line 2 is longer than 5 bytes", error.Message, StringComparison.Ordinal);
            Assert.Equal("shorten it", error.Hint);
        }
    }

    [Theory]
    [InlineData("12345\n")]
    [InlineData("12345\r\n")]
    [InlineData("12345")]
    public async Task The_longest_line_allowed_passes(string text)
    {
        for (int step = 1; step <= text.Length; step++)
        {
            using LineMessages lines = new(new StepFeed(Encoding.UTF8.GetBytes(text), step), longest: 5, advice: "");
            Assert.Equal("12345", Encoding.UTF8.GetString(Assert.Single(await ReadAllAsync(lines))));
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("abc", "abc")]
    [InlineData("abcd", "abcd")]
    [InlineData("abcdefghij", "abcd|efgh|ij")]
    public async Task Full_chunks_do_not_depend_on_how_the_bytes_came(string text, string expected)
    {
        for (int step = 1; step <= text.Length + 1; step++)
        {
            using ChunkMessages chunks = new(new StepFeed(Encoding.UTF8.GetBytes(text), step), size: 4, ChunkFill.Full);
            List<byte[]> messages = await ReadAllAsync(chunks);

            Assert.Equal(text.Length == 0 ? [] : expected.Split('|'), messages.Select(Encoding.UTF8.GetString));
        }
    }

    [Theory]
    [InlineData(3, "abc|def|ghi|j")]
    [InlineData(4, "abcd|efgh|ij")]
    [InlineData(6, "abcd|ef|ghij")]
    public async Task Chunks_as_they_come_wait_for_nothing(int step, string expected)
    {
        using ChunkMessages chunks = new(new StepFeed("abcdefghij"u8.ToArray(), step), size: 4, ChunkFill.AsItComes);
        List<byte[]> messages = await ReadAllAsync(chunks);

        Assert.Equal(expected.Split('|'), messages.Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public async Task Payloads_are_sent_in_turn_until_the_count()
    {
        using RepeatedMessages messages = new(["a"u8.ToArray(), "bcd"u8.ToArray()], count: 5);

        Assert.Equal(1 + 3 + 1 + 3 + 1, messages.TotalBytes);
        Assert.Equal(["a", "bcd", "a", "bcd", "a"], (await ReadAllAsync(messages)).Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public async Task A_file_comes_whole_and_knows_its_length()
    {
        byte[] content = new byte[3_000_000];
        new Random(1).NextBytes(content);
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, content, TestContext.Current.CancellationToken);
            using ChunkMessages chunks = new(InputFile.Open(path, 65_528), 65_528, ChunkFill.Full);

            Assert.Equal(content.Length, chunks.TotalBytes);
            List<byte[]> messages = await ReadAllAsync(chunks);
            Assert.All(messages.SkipLast(1), m => Assert.Equal(65_528, m.Length));
            Assert.Equal(content, messages.SelectMany(m => m));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(ChunkFill.Full)]
    [InlineData(ChunkFill.AsItComes)]
    internal async Task A_stream_comes_whole_through_a_ring_smaller_than_itself(ChunkFill fill)
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        Random random = new(seed);
        byte[] content = new byte[500_000];
        random.NextBytes(content);
        using ChunkMessages chunks = new(new StreamFeed(new ChoppyStream(content, random), "test", capacity: 10_007), 1_000, fill);

        List<byte[]> messages = await ReadAllAsync(chunks);

        Assert.Equal(content, messages.SelectMany(m => m));
    }

    [Fact]
    public async Task A_stream_that_fails_says_so()
    {
        using ChunkMessages chunks = new(new StreamFeed(new BrokenStream(), "the pipe", capacity: 100), 10, ChunkFill.AsItComes);

        ToolException error = await Assert.ThrowsAsync<ToolException>(() => ReadAllAsync(chunks));
        Assert.Equal(ExitCode.EnvironmentNotSuitable, error.Code);
        Assert.Contains("cannot read the pipe: torn", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_for_a_stream_that_says_nothing_can_be_stopped()
    {
        using CancellationTokenSource stop = new();
        using ManualResetEventSlim released = new(initialState: false);
        using StreamFeed feed = new(new BlockedStream(released), "test", capacity: 100);

        ValueTask<ReadOnlyMemory<byte>> waiting = feed.NextAsync(stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        released.Set();
    }

    [Theory]
    [InlineData("0a0B", "0A0B")]
    [InlineData("0a:0b 0c", "0A0B0C")]
    [InlineData("", "")]
    public void Hex_is_pairs_of_digits(string text, string expected)
    {
        Assert.True(Payload.TryParseHex(text, out byte[] payload, out _));
        Assert.Equal(expected, Convert.ToHexString(payload));
    }

    [Theory]
    [InlineData("0a0", "3 hex digits, an odd number")]
    [InlineData("0x0a", "'x' at position 2")]
    [InlineData("0 a", "' ' at position 2")]
    [InlineData("zz", "'z' at position 1")]
    public void Hex_that_is_none_is_refused_with_the_place(string text, string expected)
    {
        Assert.False(Payload.TryParseHex(text, out _, out string? error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private static async Task<List<byte[]>> ReadAllAsync(MessageSource source)
    {
        List<byte[]> messages = [];
        do
        {
            while (source.TryRead(out ReadOnlyMemory<byte> message))
            {
                messages.Add(message.ToArray());
            }
        }
        while (await source.WaitToReadAsync(TestContext.Current.CancellationToken));

        return messages;
    }

    /// <summary>Hands bytes out in steps, and spoils each run when the next is asked for.</summary>
    private sealed class StepFeed(byte[] content, int step) : IByteFeed
    {
        private byte[] _lent = [];
        private int _position;

        public long? TotalBytes => content.Length;

        public ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
        {
            Array.Fill(_lent, (byte)'#');
            _lent = content[_position..Math.Min(_position + step, content.Length)];
            _position += _lent.Length;
            return new ValueTask<ReadOnlyMemory<byte>>(_lent);
        }

        public void Dispose()
        {
        }
    }

    private sealed class ChoppyStream(byte[] content, Random random) : MemoryStream(content)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, random.Next(1, 5_000))]);
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw new IOException("torn");
    }

    private sealed class BlockedStream(ManualResetEventSlim released) : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            released.Wait();
            return 0;
        }
    }
}
