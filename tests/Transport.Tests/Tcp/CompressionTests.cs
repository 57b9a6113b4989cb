using System.Buffers.Binary;
using Sockets.Transport.Compression;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Compressed messages between a client and a server: order, policies, counters, and compressors that misbehave.</summary>
public sealed class CompressionTests
{
    private const int Window = 3;

    public static TheoryData<OverflowPolicy> Policies =>
        [OverflowPolicy.Wait, OverflowPolicy.Reject, OverflowPolicy.DropNewest, OverflowPolicy.DropOldest, OverflowPolicy.Conflate, OverflowPolicy.Disconnect];

    /// <summary>A receiver that has granted three messages and reads nothing; a queue of four; ten messages.</summary>
    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Every_policy_holds_and_its_counters_close(OverflowPolicy policy)
    {
        CountingCompressor compressor = new();
        await using Loopback link = await ConnectAsync(compressor, policy);

        for (int number = 1; number <= 10; number++)
        {
            link.Client.TrySend(Numbered(number, 600));
            _ = link.Client.Connection.Checked();
        }

        (int[] arrive, int compressed) = policy switch
        {
            OverflowPolicy.Wait or OverflowPolicy.Reject => (new[] { 1, 2, 3 }, 3),
            OverflowPolicy.DropNewest => ([1, 2, 3, 4, 5, 6, 7], 10),
            OverflowPolicy.DropOldest => ([1, 2, 3, 7, 8, 9, 10], 10),
            OverflowPolicy.Conflate => ([1, 2, 3, 10], 10),
            _ => ([], 8),
        };
        if (policy != OverflowPolicy.Disconnect)
        {
            foreach (int number in arrive)
            {
                using Message message = await link.Accepted.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
                Assert.Equal(Numbered(number, 600), message.Span);
            }

            Assert.Equal(arrive.Length, link.Client.Connection.Checked().CompressedMessages);
            Assert.Equal(compressed, compressor.Compressed);
        }

        // What is refused without being looked at costs no compression.
        Assert.InRange(compressor.Compressed, 0, compressed);
    }

    /// <summary>Waiting, cancelled, closed: each way out gives the memory back, which the rig checks.</summary>
    [Fact]
    public async Task What_waits_compressed_can_be_cancelled_and_closed()
    {
        await using Loopback link = await ConnectAsync(new CountingCompressor(), OverflowPolicy.Wait);
        using CancellationTokenSource impatience = new();
        for (int number = 1; number <= Window; number++)
        {
            Assert.Equal(SendStatus.Sent, await link.Client.SendAsync(Numbered(number, 600), TestContext.Current.CancellationToken));
        }

        Task<SendStatus> cancelled = link.Client.SendAsync(Numbered(4, 600), impatience.Token).AsTask();
        Task<SendStatus> sent = link.Client.SendAsync(Numbered(5, 600), TestContext.Current.CancellationToken).AsTask();
        Task<SendStatus> closed = link.Client.SendAsync(Numbered(6, 600), TestContext.Current.CancellationToken).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WithinAsync());
        foreach (int number in new[] { 1, 2, 3, 5 })
        {
            using Message message = await link.Accepted.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
            Assert.Equal(Numbered(number, 600), message.Span);
            if (number == 1)
            {
                message.Dispose();
                Assert.Equal(SendStatus.Sent, await sent.WithinAsync());
            }
        }

        link.Client.Connection.Abort();
        Assert.Contains(await closed.WithinAsync(), new[] { SendStatus.Sent, SendStatus.Closed });
    }

    /// <summary>Four threads, lengths from nothing to many frames, both ways to send: each thread's messages keep their order.</summary>
    [Fact]
    public async Task Messages_of_each_thread_keep_their_order_among_plain_and_large_ones()
    {
        const int Threads = 4;
        const int Each = 300;
        int seed = Seed.Take();
        await using Loopback link = await ConnectAsync(new CountingCompressor(), OverflowPolicy.Wait, windowMessages: 50);
        Task sending = Together.RunAsync(Threads, thread =>
        {
            Random random = new(seed + thread);
            for (int number = 0; number < Each; number++)
            {
                byte[] message = new byte[8 + (int)Math.Pow(200_000, random.NextDouble())];
                if (random.Next(3) == 0)
                {
                    random.NextBytes(message);
                }

                BinaryPrimitives.WriteInt32LittleEndian(message, thread);
                BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), number);
                Send(link.Client, message, random.Next(2) == 0);
            }
        });

        int[] next = new int[Threads];
        for (int i = 0; i < Threads * Each; i++)
        {
            using Message message = await link.Accepted.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
            int thread = BinaryPrimitives.ReadInt32LittleEndian(message.Span);
            Assert.Equal(next[thread]++, BinaryPrimitives.ReadInt32LittleEndian(message.Span[4..]));
        }

        await sending;
        ConnectionStats stats = link.Client.Connection.Checked();
        Assert.InRange(stats.CompressedMessages, 1, (Threads * Each) - 1);
        Assert.Equal(stats.BytesSent, link.Accepted.CheckedAtRest().BytesReceived);
        Assert.InRange(stats.BytesAfterCompression, 1, stats.BytesBeforeCompression - 1);
    }

    /// <summary>A compressor of somebody else's that lies or throws harms nobody but its caller.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(100_000)]
    public async Task A_compressor_that_lies_about_its_length_is_not_believed(int written)
    {
        await using Loopback link = await ConnectAsync(new CountingCompressor { Written = written }, OverflowPolicy.Wait);

        Assert.Equal(SendStatus.Sent, link.Client.TrySend(Numbered(1, 600)));

        using Message message = await link.Accepted.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
        Assert.Equal(Numbered(1, 600), message.Span);
        Assert.Equal(0, link.Client.GetStats().CompressedMessages);
    }

    [Fact]
    public async Task A_compressor_that_throws_fails_the_call_and_nothing_else()
    {
        CountingCompressor compressor = new() { Throws = true };
        await using Loopback link = await ConnectAsync(compressor, OverflowPolicy.Wait);

        Assert.Throws<InvalidOperationException>(() => link.Client.TrySend(Numbered(1, 600)));

        compressor.Throws = false;
        Assert.Equal(SendStatus.Sent, link.Client.TrySend(Numbered(2, 600)));
        Assert.Equal(1, link.Client.Connection.Checked().MessagesSubmitted);
    }

    private static void Send(MessageClient client, byte[] message, bool tries)
    {
        SpinWait spin = default;
        while (tries && client.TrySend(message) != SendStatus.Sent)
        {
            spin.SpinOnce();
        }

#pragma warning disable VSTHRD002 // A thread of the test's own, which has nothing else to do.
        if (!tries)
        {
            Assert.Equal(SendStatus.Sent, client.SendAsync(message, CancellationToken.None).AsTask().GetAwaiter().GetResult());
        }
#pragma warning restore VSTHRD002
    }

    private static byte[] Numbered(int number, int length)
    {
        byte[] message = new byte[length];
        message[^1] = (byte)number;
        return message;
    }

    private static Task<Loopback> ConnectAsync(IMessageCompressor compressor, OverflowPolicy policy, int windowMessages = Window) => Loopback.ConnectAsync(
        Loopback.ServerOptions() with { Session = new SessionOptions { WindowMessages = windowMessages, Compressor = compressor } },
        Loopback.ClientOptions() with { Session = new SessionOptions { Overflow = policy, QueueMessages = 4, Compressor = compressor } });
}
