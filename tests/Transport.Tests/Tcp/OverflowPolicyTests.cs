using System.Text;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>
/// What each policy does for a receiver that has granted three messages and reads nothing, over real sockets. The
/// sender's queue holds four messages. The counters are checked to close after every step.
/// </summary>
public sealed class OverflowPolicyTests
{
    [Fact]
    public async Task Wait_holds_the_message_back_and_loses_nothing()
    {
        await using Loopback link = await Connect(OverflowPolicy.Wait);
        Assert.Equal(
            [SendStatus.Sent, SendStatus.Sent, SendStatus.Sent, SendStatus.NoCredit], Send(link, "1", "2", "3", "x"));

        Task<SendStatus>[] waiting = [.. new[] { "4", "5", "6" }.Select(text => SendAsync(link, text))];
        Assert.Equal((3, 1), (Sender(link).MessagesPending, Sender(link).MessagesRefused));

        Assert.Equal(["1", "2", "3", "4", "5", "6"], await Read(link, count: 6));
        Assert.All(await Task.WhenAll(waiting).WithinAsync(), status => Assert.Equal(SendStatus.Sent, status));
        Assert.Equal((7, 0, 1), (Sender(link).MessagesSubmitted, Sender(link).MessagesPending, Sender(link).MessagesRefused));
    }

    [Fact]
    public async Task Reject_refuses_and_delivers_what_it_accepted()
    {
        await using Loopback link = await Connect(OverflowPolicy.Reject);

        Assert.Equal(
            [SendStatus.Sent, SendStatus.Sent, SendStatus.Sent, SendStatus.NoCredit, SendStatus.NoCredit],
            Send(link, "1", "2", "3", "x", "y"));
        Assert.Equal(SendStatus.NoCredit, await SendAsync(link, "z"));

        Assert.Equal((6, 3), (Sender(link).MessagesSubmitted, Sender(link).MessagesRefused));
        Assert.Equal(["1", "2", "3"], await Read(link, count: 3));
        await Eventually.TrueAsync(() => link.Client.TrySend("4"u8) == SendStatus.Sent);
        Assert.Equal(["4"], await Read(link, count: 1));
    }

    [Fact]
    public async Task Drop_newest_delivers_the_oldest()
    {
        await using Loopback link = await Connect(OverflowPolicy.DropNewest);

        SendStatus[] statuses = Send(link, Numbers(1, 10));

        Assert.Equal(
            [.. Times(SendStatus.Sent, 3), .. Times(SendStatus.Queued, 4), .. Times(SendStatus.Dropped, 3)], statuses);
        Assert.Equal((10, 3, 4), (Sender(link).MessagesSubmitted, Sender(link).DroppedNewest, Sender(link).MessagesPending));
        Assert.Equal(Numbers(1, 7), await Read(link, count: 7));
        await AllSent(link, messages: 7);
    }

    [Fact]
    public async Task Drop_oldest_delivers_the_newest()
    {
        await using Loopback link = await Connect(OverflowPolicy.DropOldest);

        SendStatus[] statuses = Send(link, Numbers(1, 10));

        Assert.Equal([.. Times(SendStatus.Sent, 3), .. Times(SendStatus.Queued, 7)], statuses);
        Assert.Equal((10, 3, 4), (Sender(link).MessagesSubmitted, Sender(link).DroppedOldest, Sender(link).MessagesPending));
        Assert.Equal(["1", "2", "3", "7", "8", "9", "10"], await Read(link, count: 7));
        await AllSent(link, messages: 7);
    }

    [Fact]
    public async Task Conflate_delivers_the_latest_of_each_key()
    {
        await using Loopback link = await Connect(OverflowPolicy.Conflate);
        Send(link, "1", "2", "3");

        foreach (string text in new[] { "a1", "b1", "a2", "c1", "b2", "a3" })
        {
            Assert.Equal(SendStatus.Queued, link.Client.TrySend(text[0], Encoding.ASCII.GetBytes(text)));
            _ = Sender(link);
        }

        Assert.Equal((9, 3, 3), (Sender(link).MessagesSubmitted, Sender(link).Conflated, Sender(link).MessagesPending));
        Assert.Equal(["1", "2", "3", "a3", "b2", "c1"], await Read(link, count: 6));
        await AllSent(link, messages: 6);
    }

    [Fact]
    public async Task Disconnect_ends_the_connection_of_the_slow_consumer()
    {
        await using Loopback link = await Connect(OverflowPolicy.Disconnect);

        SendStatus[] statuses = Send(link, Numbers(1, 9));

        Assert.Equal(
            [.. Times(SendStatus.Sent, 3), .. Times(SendStatus.Queued, 4), SendStatus.Closed, SendStatus.Closed], statuses);
        Assert.Equal(CloseReason.SlowConsumer, await link.Client.Closed.WithinAsync());
        Assert.Equal((9, 2), (Sender(link).MessagesSubmitted, Sender(link).MessagesRefused));
        Assert.Equal((4, 0), (Sender(link).DroppedAtClose, Sender(link).MessagesPending));
        TransportException end = await Assert.ThrowsAnyAsync<TransportException>(
            () => link.Client.ReceiveAsync(TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(CloseReason.SlowConsumer, Assert.IsType<ConnectionClosedException>(end).Reason);
    }

    [Theory]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.Conflate)]
    [InlineData(OverflowPolicy.Disconnect)]
    [InlineData(OverflowPolicy.Wait)]
    public async Task What_waits_when_the_connection_is_aborted_is_counted(OverflowPolicy policy)
    {
        await using Loopback link = await Connect(policy);
        Send(link, "1", "2", "3");
        await AllSent(link, messages: 3);
        Task<SendStatus>[] waiting = [.. Enumerable.Range(1, 4).Select(key => policy == OverflowPolicy.Conflate
            ? Task.FromResult(link.Client.TrySend((ulong)key, "x"u8))
            : SendAsync(link, "x"))];

        link.Client.Connection.Abort();

        Assert.Equal(CloseReason.LocalAbort, await link.Client.Closed.WithinAsync());
        Assert.All(
            await Task.WhenAll(waiting).WithinAsync(),
            status => Assert.Equal(policy == OverflowPolicy.Wait ? SendStatus.Closed : SendStatus.Queued, status));
        Assert.Equal((7, 3, 4), (Sender(link).MessagesSubmitted, Sender(link).MessagesSent, Sender(link).DroppedAtClose));
        Assert.Equal(SendStatus.Closed, link.Client.TrySend("y"u8));
        Assert.Equal((1, 0), (Sender(link).MessagesRefused, Sender(link).MessagesPending));
    }

    [Theory]
    [InlineData(OverflowPolicy.Deadline)]
    [InlineData(OverflowPolicy.KeyFrameAware)]
    [InlineData((OverflowPolicy)99)]
    public void Policies_that_are_not_for_a_stream_are_refused(OverflowPolicy policy) => Assert.Throws<ArgumentException>(
        () => MessageServer.Start(Loopback.ServerOptions() with { Session = new SessionOptions { Overflow = policy } }));

    private static Task<Loopback> Connect(OverflowPolicy policy) => Loopback.ConnectAsync(
        Loopback.ServerOptions() with { Session = new SessionOptions { WindowMessages = 3 } },
        Loopback.ClientOptions() with { Session = new SessionOptions { Overflow = policy, QueueMessages = 4 } });

    private static SendStatus[] Send(Loopback link, params string[] texts) => [.. texts.Select(text =>
    {
        SendStatus status = link.Client.TrySend(Encoding.ASCII.GetBytes(text));
        _ = Sender(link);
        return status;
    })];

    private static Task<SendStatus> SendAsync(Loopback link, string text) =>
        link.Client.SendAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken).AsTask();

    private static ConnectionStats Sender(Loopback link) => link.Client.Connection.Checked();

    private static Task AllSent(Loopback link, int messages) =>
        Eventually.TrueAsync(() => Sender(link) is { MessagesPending: 0 } stats && stats.MessagesSent == messages);

    private static string[] Numbers(int from, int to) => [.. Enumerable.Range(from, to - from + 1).Select(number => $"{number}")];

    private static IEnumerable<SendStatus> Times(SendStatus status, int count) => Enumerable.Repeat(status, count);

    private static async Task<string[]> Read(Loopback link, int count)
    {
        List<string> texts = [];
        while (texts.Count < count)
        {
            using Message message = await link.Accepted.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
            texts.Add(Encoding.ASCII.GetString(message.Span));
        }

        Assert.False(link.Accepted.TryReceive(out _));
        return [.. texts];
    }
}
