using System.Text;
using Sockets.Transport.Flow;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

/// <summary>
/// A lane over an <see cref="OutboxRig"/>. Messages are short texts that cost a byte per letter on the wire, at most
/// eight; one with a question mark cannot be framed. After every step the counters are checked to close.
/// </summary>
internal sealed class LaneRig : IFrameWriter, IDisposable
{
    private readonly CheckedPool _pool = new();

    public LaneRig(OverflowPolicy policy, int queueMessages = 3, long queueBytes = 100, int capacity = 1000)
    {
        Box = new OutboxRig(_pool, capacity);
        Lane = new SendLane(Box.Outbox, _pool.Pool, new SendQueueSetup(policy, queueMessages, queueBytes), OnSlowConsumer);
        Box.OnRoom = Lane.Pump;
    }

    public OutboxRig Box { get; }

    public SendLane Lane { get; }

    public int SlowConsumers { get; private set; }

    public int MaxMessageLength => 8;

    public int DataFrameLength => 0;

    public string Text => Box.Text;

    /// <summary>The lane's counters, which have just been checked to close.</summary>
    public SendCounters Counters
    {
        get
        {
            SendCounters counters;
            lock (Box.Outbox.Gate)
            {
                counters = Lane.Count();
            }

            Assert.Equal(
                counters.Submitted,
                counters.Sent + counters.Refused + counters.DroppedNewest + counters.DroppedOldest + counters.Conflated
                + counters.DroppedAtClose + counters.Pending);
            return counters;
        }
    }

    public LaneRig Open(ulong bytes = 1000, ulong messages = 1000)
    {
        Lane.Open(this, new SendCredit(new Credit(bytes, messages)));
        return this;
    }

    public SendStatus Try(string message, ulong key = 0)
    {
        SendStatus status = Lane.TrySend(Encoding.ASCII.GetBytes(message), key);
        _ = Counters;
        return status;
    }

    public SendStatus[] TryEach(params string[] messages) => [.. messages.Select(message => Try(message))];

    public Task<SendStatus> Send(string message) => SendUntil(message, CancellationToken.None);

    public Task<SendStatus> SendUntil(string message, CancellationToken cancellationToken)
    {
        Task<SendStatus> task = Lane.SendAsync(Encoding.ASCII.GetBytes(message), cancellationToken).AsTask();
        _ = Counters;
        return task;
    }

    public void Grant(ulong bytes, ulong messages)
    {
        Assert.True(Lane.Grant(new Credit(bytes, messages)));
        _ = Counters;
    }

    public void Close()
    {
        Lane.Close();
        _ = Counters;
    }

    /// <summary>Closes everything: the counters close and no buffer is out.</summary>
    public void Dispose()
    {
        Close();
        Task closed = Box.Outbox.CloseAsync();
        Box.Link.Abort();
        Assert.True(closed.IsCompletedSuccessfully);
        Assert.Equal(0, Counters.Pending);
        Assert.False(Box.GateWasHeld);
        _pool.Dispose();
    }

    bool IFrameWriter.TryMeasure(int messageLength, out int wireLength)
    {
        wireLength = messageLength;
        return messageLength <= MaxMessageLength;
    }

    void IFrameWriter.Write(ReadOnlySpan<byte> message, Outbox outbox)
    {
        if (message.Contains((byte)'?'))
        {
            throw new ArgumentException("A question mark cannot be framed.", nameof(message));
        }

        message.CopyTo(outbox.Reserve(message.Length));
        outbox.Commit(message.Length);
        outbox.EndMessage();
    }

    private void OnSlowConsumer()
    {
        Assert.False(Box.Outbox.Gate.IsHeldByCurrentThread);
        SlowConsumers++;
    }
}
