using System.Threading.Tasks.Sources;

namespace Sockets.Transport.Multicast.Internal.Queueing;

/// <summary>
/// Between the receive thread and a reader who pulls: a line with a policy, and the reader's waiting. Each side holds the
/// lock for a few instructions, the receive thread once per batch. One reader at a time.
/// </summary>
internal sealed class DeliveryQueue : IValueTaskSource<bool>
{
    private readonly Lock _gate;
    private readonly IDeliveryLine _line;
    private readonly TimeProvider _time;
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private CancellationToken _token;
    private Exception? _error;
    private bool _readerWaits;
    private bool _completed;

    /// <summary>Makes a queue.</summary>
    /// <param name="gate">The receiver's lock: what it guards is one snapshot.</param>
    /// <param name="line">What waits.</param>
    /// <param name="time">The clock of the deadlines.</param>
    public DeliveryQueue(Lock gate, IDeliveryLine line, TimeProvider time)
    {
        _gate = gate;
        _line = line;
        _time = time;
    }

    /// <summary>Packets taken by the reader. Read it under the lock.</summary>
    public long DeliveredPackets { get; private set; }

    /// <summary>Messages taken by the reader. Read it under the lock.</summary>
    public long DeliveredMessages { get; private set; }

    /// <summary>What waits. Use it under the lock.</summary>
    public IDeliveryLine Line => _line;

    /// <summary>How the receiver ended, once everything was read; null after an orderly end.</summary>
    public Exception? EndError => Volatile.Read(ref _error);

    /// <summary>Wakes the reader if there is something for it. Called without the lock.</summary>
    public void Publish()
    {
        lock (_gate)
        {
            if (!_readerWaits || (!_line.HasReady && !_completed))
            {
                return;
            }

            _readerWaits = false;
        }

        _source.SetResult(result: true);
    }

    /// <summary>Nothing more will come.</summary>
    public void Complete(Exception? error)
    {
        lock (_gate)
        {
            if (_completed)
            {
                return;
            }

            _completed = true;
            _error = error;
            _line.End();
        }

        Publish();
    }

    /// <summary>Nobody will read any more.</summary>
    public void Discard()
    {
        lock (_gate)
        {
            _line.Clear();
        }
    }

    /// <summary>Takes the next message.</summary>
    public bool TryTake(out MulticastMessage message)
    {
        QueuedMessage taken;
        lock (_gate)
        {
            if (!_line.TryTake(_time.GetTimestamp(), out taken))
            {
                message = default;
                return false;
            }

            DeliveredPackets += taken.Packets;
            DeliveredMessages++;
        }

        ulong sequence = taken.Info.Sequence < 0 ? 0 : (ulong)taken.Info.Sequence;
        message = new MulticastMessage(new Message(taken.Buffer, taken.Length, sequence), taken.Info);
        return true;
    }

    /// <summary>Waits until it is worth looking (true), or everything was read and no more comes (false).</summary>
    /// <exception cref="InvalidOperationException">Another reader waits already.</exception>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_line.HasReady || _completed)
            {
                return new ValueTask<bool>(_line.HasReady);
            }

            if (_readerWaits)
            {
                throw new InvalidOperationException("Another receive is waiting already: one reader at a time.");
            }

            cancellationToken.ThrowIfCancellationRequested();
            _readerWaits = true;
            _source.Reset();
            _token = cancellationToken;
        }

        ValueTask<bool> task = new(this, _source.Version);
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static queue => ((DeliveryQueue)queue!).Cancel(), this);
        }

        return task;
    }

    public bool GetResult(short token)
    {
        // Waits for a cancellation that is running, so that none reaches the next wait.
        _registration.Dispose();
        _registration = default;
        _source.GetResult(token);
        lock (_gate)
        {
            return _line.HasReady || !_completed;
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Cancel()
    {
        CancellationToken token;
        lock (_gate)
        {
            if (!_readerWaits || !_token.IsCancellationRequested)
            {
                return;
            }

            _readerWaits = false;
            token = _token;
        }

        _source.SetException(new OperationCanceledException(token));
    }
}
