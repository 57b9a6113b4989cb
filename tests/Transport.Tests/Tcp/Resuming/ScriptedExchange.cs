using System.Collections.Concurrent;
using System.Net;
using Sockets.Transport.Compression;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.Support.Chaos;

namespace Sockets.Transport.Tests.Tcp.Resuming;

/// <summary>The same things said both ways through a proxy whose first connection has the given weather, and checked.</summary>
internal static class ScriptedExchange
{
    private static readonly int[] s_short = [8, 9, 40, 8, 100, 8];
    private static readonly int[] s_long = [700, 8, 600, 900];

    private static readonly ResumeOptions s_quick = new() { FirstRetry = TimeSpan.FromTicks(1), LongestRetry = TimeSpan.FromMilliseconds(5) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Plays it; everything has arrived once and in order then, and the counters agree.</summary>
    /// <returns>How many bytes had passed on the first connection when it was open, and at the end.</returns>
    public static async Task<(Bytes Opened, Bytes All)> PlayAsync(Exchange exchange, Weather toServer, Weather toClient, int deadAfterMissed = 400)
    {
        ConcurrentQueue<ResumeEvent> events = [];
        ConcurrentQueue<int> asked = [];
        ResumeOptions resume = s_quick with { OnEvent = (_, told) => events.Enqueue(told) };
        SessionOptions session = new()
        {
            Compressor = exchange == Exchange.Compressed ? Lz4Compressor.Instance : null,
            HeartbeatInterval = TimeSpan.FromMilliseconds(50),
            DeadAfterMissed = deadAfterMissed,
        };
        RequestOptions requests = new() { Handler = request => Answer(request, asked) };
        using CheckedPool pool = new();
        await using MessageServer server = MessageServer.Start(new()
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Resume = resume,
            Session = session,
            Requests = requests,
            Pool = pool.Pool,
        });
        await using ChaosProxy proxy = new(server.LocalEndPoint, TimeProvider.System, (toServer, toClient));
        await using MessageClient client = await MessageClient.ConnectAsync(
            new() { EndPoint = proxy.EndPoint, Resume = resume, Session = session, Requests = requests, Pool = pool.Pool }, Token);
        await using MessageConnection accepted = await server.AcceptAsync(Token).WithinAsync();
        Bytes opened = Bytes.Of(proxy);

        if (exchange == Exchange.Requests)
        {
            await Task.WhenAll(AskAllAsync(client.Connection), AskAllAsync(accepted)).WithinAsync();
            Assert.Equal(2 * s_short.Length, asked.Count);
        }
        else
        {
            int[] lengths = exchange == Exchange.Plain ? s_short : s_long;
            await Task.WhenAll(
                SendAllAsync(client.Connection, lengths), SendAllAsync(accepted, lengths),
                ReceiveAllAsync(client.Connection, lengths), ReceiveAllAsync(accepted, lengths)).WithinAsync();
        }

        // The heartbeat of each side audits the numbers of the other one.
        await client.AcknowledgedAsync(Token).WithinAsync();
        await accepted.AcknowledgedAsync(Token).WithinAsync();
        Bytes all = Bytes.Of(proxy);
        Check(client.Connection, exchange);
        Check(accepted, exchange);
        Assert.DoesNotContain(events, told => told.Kind is ResumeEventKind.SendGap or ResumeEventKind.ReceiveGap);
        client.Connection.Abort();
        accepted.Abort();
        return (opened, all);
    }

    private static ValueTask<ReadOnlyMemory<byte>> Answer(RequestContext request, ConcurrentQueue<int> asked)
    {
        asked.Enqueue(Numbered.NumberOf(request.Payload.Span));
        return new(request.Payload.ToArray());
    }

    private static void Check(MessageConnection connection, Exchange exchange)
    {
        ConnectionStats stats = connection.Checked();
        int messages = exchange == Exchange.Plain ? s_short.Length : exchange == Exchange.Compressed ? s_long.Length : 2 * s_short.Length;
        Assert.Equal((messages, messages), (stats.MessagesSent, stats.MessagesReceived));
        Assert.Equal(exchange == Exchange.Compressed ? 3 : 0, stats.CompressedMessages);
        Assert.Equal((0, 0), (stats.LostInGaps, stats.MissedInGaps));
    }

    private static async Task AskAllAsync(MessageConnection connection)
    {
        Task<Message>[] replies = [.. s_short.Select((length, i) =>
            connection.RequestAsync(Numbered.Make(0, i, length), TimeSpan.FromSeconds(25), Token).AsTask())];
        for (int i = 0; i < replies.Length; i++)
        {
            using Message reply = await replies[i];
            Assert.Equal(Numbered.Make(0, i, s_short[i]), reply.Span.ToArray());
        }
    }

    private static async Task SendAllAsync(MessageConnection connection, int[] lengths)
    {
        for (int i = 0; i < lengths.Length; i++)
        {
            Assert.Equal(SendStatus.Sent, await connection.SendAsync(Numbered.Make(0, i, lengths[i]), Token));
        }
    }

    private static async Task ReceiveAllAsync(MessageConnection connection, int[] lengths)
    {
        Numbered numbered = new(1);
        while (numbered.Count < lengths.Length)
        {
            using Message message = await connection.ReceiveAsync(Token);
            Assert.Equal(lengths[numbered.Count], message.Length);
            Assert.Equal((ulong)numbered.Count + 1, message.Sequence);
            numbered.Check(message.Span);
        }
    }

    /// <summary>How many bytes have passed on the first connection.</summary>
    internal readonly record struct Bytes(long ToServer, long ToClient)
    {
        public static Bytes Of(ChaosProxy proxy) => new(proxy.Connections[0].ToServer.Passed, proxy.Connections[0].ToClient.Passed);
    }
}
