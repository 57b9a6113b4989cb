using Sockets.Tools.Perf.Messages;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport;

namespace Sockets.Tools.Perf.Ends;

/// <summary>Sends everything back, from the thread that received it.</summary>
internal sealed class EchoSink : IMeasuringSink
{
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Completed => _completed.Task;

    public long Count { get; private set; }

    public ReceiveFigures? Received => null;

    public void OnMessage(IDataStream stream, ReadOnlySpan<byte> message, MessageTimes at)
    {
        SendStatus status = stream.TrySend(message);
        if (status != SendStatus.Sent)
        {
            throw new InvalidOperationException($"An answer was not sent: {status}.");
        }

        Count++;
        NumberedMessage.Read(message, out MessagePhase phase);
        if (phase == MessagePhase.Last)
        {
            _completed.TrySetResult();
        }
    }

    public void OnEnded(Exception? error)
    {
        if (error is null)
        {
            _completed.TrySetResult();
        }
        else
        {
            _completed.TrySetException(error);
        }
    }
}
