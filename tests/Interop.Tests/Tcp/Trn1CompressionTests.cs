using System.Security.Cryptography;
using System.Text;
using Sockets.Interop.Tests.Compression;
using Sockets.Interop.Tests.Support;
using Sockets.Transport.Compression;
using Sockets.Transport.Tcp;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>Compressed messages against the second implementation, whose blocks are those of liblz4.</summary>
public sealed class Trn1CompressionTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Listener.Ours, 2000, "frame=256", "window=4096")]
    [InlineData(Listener.Peer, 2000, "frame=256", "window=4096")]
    [InlineData(Listener.Ours, 300_000, "frame=5000", "window=700000")]
    [InlineData(Listener.Peer, 300_000, "frame=5000", "window=700000")]
    public async Task Compressed_messages_go_both_ways_through_small_windows(Listener listener, int longest, string frame, string window)
    {
        const int Count = 500;
        ReferenceLz4.Demand();
        int seed = Seed.Take();
        await using Stage stage = new();
        SessionOptions ours = new()
        {
            Compressor = Lz4Compressor.Instance,
            CompressFrom = 100,
            WindowBytes = longest == 2000 ? 4096 : 700_000,
        };
        await using Meeting meeting = await Meeting.BeginAsync(
            stage, listener, ours, longest, $"seed={seed}", "features=2", $"send={Count}", $"expect={Count}", $"size={longest}", $"message={longest}", frame, window);

        Task<string> receiving = Exchange.ReceiveAsync(meeting.Connection, Count, Token);
        Task<string> sending = Exchange.SendAsync(meeting.Connection, Count, longest, new Repetitive(seed), Token);
        await Task.WhenAll(receiving, sending).WaitAsync(s_limit, Token);
        ConnectionStats stats = meeting.Connection.GetStats();
        await meeting.Connection.CloseAsync(Token);

        string[] told = Encoding.ASCII.GetString(await meeting.Peer.FinishAsync()).Split('\n');
        Assert.Equal("sent " + await receiving, told[0]);
        Assert.Equal("received " + await sending, told[1]);
        Assert.InRange(stats.CompressedMessages, Count / 10, Count);
        Assert.InRange(stats.BytesAfterCompression, 1, stats.BytesBeforeCompression / 2);
        Assert.InRange(stats.WireBytesReceived, 1, stats.BytesReceived);
    }

    [Fact]
    public async Task The_tool_takes_and_gives_compressed_messages()
    {
        ReferenceLz4.Demand();
        await using Stage stage = new();
        byte[] content = new byte[1_000_000];
        new Repetitive(Seed.Take()).NextBytes(content.AsSpan());
        await File.WriteAllBytesAsync(stage["content"], content, Token);

        Running taking = stage.Script("trn1.py", "listen", "tcp://127.0.0.1:0", "features=2", "expect=20", "size=0");
        await stage.Tool("send", await taking.ListeningAsync(), stage["content"], "--size", "50000", "--compress", "lz4").FinishAsync();
        string[] told = Encoding.ASCII.GetString(await taking.FinishAsync()).Split('\n');
        Assert.EndsWith(Convert.ToHexStringLower(SHA256.HashData(content)), told[2], StringComparison.Ordinal);

        Running recv = stage.Tool("recv", "tcp://127.0.0.1:0", "--listen", "--compress", "lz4");
        Running giving = stage.Script(
            "trn1.py", "connect", await recv.ListeningAsync(), "features=2", "send=200", "size=50000", "leave=first");
        byte[] received = await recv.FinishAsync();
        told = Encoding.ASCII.GetString(await giving.FinishAsync()).Split('\n');
        Assert.StartsWith($"stream {Convert.ToHexStringLower(SHA256.HashData(received))} ", told[2], StringComparison.Ordinal);
    }

    /// <summary>Random bytes in runs, which compress.</summary>
    private sealed class Repetitive(int seed) : Random(seed)
    {
        public override void NextBytes(Span<byte> buffer)
        {
            while (!buffer.IsEmpty)
            {
                int run = Math.Min(buffer.Length, 1 + Next(60));
                buffer[..run].Fill((byte)Next(256));
                buffer = buffer[run..];
            }
        }
    }
}
