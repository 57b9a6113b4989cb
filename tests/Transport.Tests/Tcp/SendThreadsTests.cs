using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Many threads send over one session at once.</summary>
public sealed class SendThreadsTests
{
    private const int Senders = 4;
    private const int MessagesEach = 20_000;

    [Theory]
    [InlineData(Driver.Async, 1000)]
    [InlineData(Driver.Async, 65_536)]
    [InlineData(Driver.DedicatedThread, 1000)]
    public async Task Each_threads_order_is_kept_and_nothing_is_lost_or_doubled(Driver driver, int window)
    {
        Numbered received = new(Senders);
        await using Loopback link = await Connect(received, driver, new SessionOptions { WindowMessages = window });

        await Together.RunAsync(Senders, id =>
        {
            for (int i = 0; i < MessagesEach;)
            {
                i += TryOrWait(link, id, i) == SendStatus.Sent ? 1 : 0;
            }
        });

        await link.Client.AcknowledgedAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
        await Eventually.TrueAsync(() => received.Count == Senders * MessagesEach);
        ConnectionStats sender = link.Client.Connection.Checked();
        Assert.Equal((Senders * MessagesEach, 0), (sender.MessagesSent, sender.MessagesPending));
    }

    [Theory]
    [InlineData(OverflowPolicy.Reject)]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.Conflate)]
    public async Task Under_a_policy_that_drops_the_order_is_kept_and_the_counters_account_for_the_rest(OverflowPolicy policy)
    {
        Rising received = new(Senders);
        await using Loopback link = await Connect(
            new MessageActions { Message = (_, payload) => received.Check(payload) },
            Driver.Async,
            new SessionOptions { WindowMessages = 20, QueueMessages = 10, Overflow = policy });

        await Together.RunAsync(Senders, id =>
        {
            for (int i = 0; i < MessagesEach; i++)
            {
                link.Client.TrySend((ulong)id, Numbered.Make(id, i));
                _ = i % 1000 == 0 ? link.Client.Connection.Checked() : default;
            }
        });

        await Eventually.TrueAsync(() => link.Client.Connection.Checked().MessagesPending == 0);
        await link.Client.CloseAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
        await link.Accepted.Closed.WithinAsync();
        ConnectionStats sender = link.Client.Connection.Checked();
        Assert.Equal(Senders * MessagesEach, sender.MessagesSubmitted);
        Assert.Equal(sender.MessagesSent, received.Count);
        Assert.Equal(received.Count, link.Accepted.CheckedAtRest().MessagesDelivered);
        Assert.Equal(0, sender.DroppedAtClose);
    }

    /// <summary>Every third message is only tried, so that both ways of sending meet.</summary>
    private static SendStatus TryOrWait(Loopback link, int sender, int number)
    {
        byte[] message = Numbered.Make(sender, number);
        if (number % 3 == 0)
        {
            SendStatus status = link.Client.TrySend(message);
            Assert.True(status is SendStatus.Sent or SendStatus.NoCredit or SendStatus.BackPressured, $"{status}");
            return status;
        }

        Task<SendStatus> waiting = link.Client.SendAsync(message, CancellationToken.None).AsTask();
        Eventually.TrueInPlace(() => waiting.IsCompleted);
#pragma warning disable VSTHRD002, xUnit1031 // It has completed; this thread belongs to the test.
        return waiting.Result;
#pragma warning restore VSTHRD002, xUnit1031
    }

    private static Task<Loopback> Connect(Numbered received, Driver driver, SessionOptions window) =>
        Connect(new MessageActions { Message = (_, payload) => received.Check(payload) }, driver, window);

    private static Task<Loopback> Connect(MessageActions handler, Driver driver, SessionOptions session) => Loopback.ConnectAsync(
        Loopback.ServerOptions() with { Handler = handler, Driver = driver, Session = session },
        Loopback.ClientOptions() with { Driver = driver, Session = session });

    /// <summary>Checks that each sender's numbers rise.</summary>
    private sealed class Rising(int senders)
    {
        private readonly int[] _last = [.. Enumerable.Repeat(-1, senders)];
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Check(ReadOnlySpan<byte> payload)
        {
            int sender = Numbered.SenderOf(payload);
            int number = Numbered.NumberOf(payload);
            Assert.True(_last[sender] < number, $"Sender {sender}: {number} came after {_last[sender]}.");
            _last[sender] = number;
            Volatile.Write(ref _count, _count + 1);
        }
    }
}
