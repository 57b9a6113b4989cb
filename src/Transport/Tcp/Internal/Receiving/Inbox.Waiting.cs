using System.Threading.Tasks.Sources;

namespace Sockets.Transport.Tcp.Internal.Receiving;

/// <content>How a reader waits: one at a time, for a message, for several, or for a while only. Guarded by the gate.</content>
internal sealed partial class Inbox : IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private CancellationToken _token;
    private ITimer? _timer;
    private Exception? _error;
    private int _wanted;
    private bool _readerWaits;
    private bool _completed;

    /// <summary>How it ended, once everything was read; null after an orderly end.</summary>
    public Exception? EndError
    {
        get
        {
            lock (_gate)
            {
                return _error;
            }
        }
    }

    /// <summary>Whether so many messages can be read, or no more will come.</summary>
    public bool Has(int wanted)
    {
        lock (_gate)
        {
            return Readable >= wanted || _completed;
        }
    }

    /// <summary>Nothing more will arrive. What is there can still be read; then the reader is told how it ended.</summary>
    public void Complete(Exception? error) => Publish(isLast: true, error);

    /// <summary>Waits until it is worth looking for a message (true), or everything was read and no more comes (false).</summary>
    /// <exception cref="InvalidOperationException">Another reader waits already.</exception>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => WaitAsync(1, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Waits until so many messages are there, no more come, or the time is over; it may end earlier, too.</summary>
    /// <returns>False when everything was read and no more comes.</returns>
    /// <exception cref="InvalidOperationException">Another reader waits already.</exception>
    public ValueTask<bool> WaitAsync(int wanted, TimeSpan time, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            int there = Readable;
            if (there >= wanted || _completed)
            {
                return new ValueTask<bool>(there > 0);
            }

            if (_readerWaits)
            {
                throw new InvalidOperationException("Another receive is waiting already: one reader at a time.");
            }

            cancellationToken.ThrowIfCancellationRequested();
            _readerWaits = true;
            _wanted = wanted;
            _source.Reset();
            _token = cancellationToken;
            if (time != Timeout.InfiniteTimeSpan)
            {
                // One timer for all the reader's waits. One that fires late wakes the next wait early, which looks again.
                _timer ??= _setup.Time.CreateTimer(static inbox => ((Inbox)inbox!).OnTime(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(time, Timeout.InfiniteTimeSpan);
            }
        }

        ValueTask<bool> task = new(this, _source.Version);
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static inbox => ((Inbox)inbox!).Cancel(), this);
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
            return Readable > 0 || !_completed;
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private int Readable => _shared.Count + _taken.Count;

    /// <summary>Whether the reader is to be woken, which only one may do. Gate held.</summary>
    private bool IsReaderDue()
    {
        bool due = _readerWaits && (Readable >= _wanted || _completed);
        _readerWaits &= !due;
        return due;
    }

    private void Wake() => _source.SetResult(result: true);

    private void OnTime()
    {
        lock (_gate)
        {
            if (!_readerWaits || _wanted == 1)
            {
                return;
            }

            _readerWaits = false;
        }

        Wake();
    }

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
