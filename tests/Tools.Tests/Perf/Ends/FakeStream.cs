using Sockets.Tools.Perf.Streams;
using Sockets.Transport;

namespace Sockets.Tools.Tests.Perf.Ends;

/// <summary>A stream that keeps what is sent, and can be slow or broken.</summary>
internal sealed class FakeStream : IDataStream
{
    private readonly bool _keeps;

    /// <param name="keeps">Whether messages are kept; one that keeps none allocates nothing.</param>
    public FakeStream(bool keeps = true) => _keeps = keeps;

    public List<byte[]> Sent { get; } = [];

    public long Count { get; private set; }

    /// <summary>What sending does first.</summary>
    public Action<long> OnSend { get; init; } = static _ => { };

    public SendStatus Answer { get; set; } = SendStatus.Sent;

    /// <summary>What its clock shows; the real one when null.</summary>
    public long? Clock { get; set; }

    public string LocalEnd => "here";

    public string RemoteEnd => "there";

    public int MaxMessageLength => 1000;

    public long Now => Clock ?? Tools.Perf.Ends.MonotonicClock.Now;

    public StreamCounts Counts => new() { Sent = Count };

    public LossFigures? Loss => null;

    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => new(TrySend(message.Span));

    public SendStatus TrySend(ReadOnlySpan<byte> message)
    {
        OnSend(Count);
        if (Answer == SendStatus.Sent)
        {
            Count++;
            if (_keeps)
            {
                Sent.Add(message.ToArray());
            }
        }

        return Answer;
    }

    public Task FinishSendingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task FinishReceivingAsync() => Task.CompletedTask;

    public Exception Broken() => new TransportException("broken");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
