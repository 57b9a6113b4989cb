using System.Threading.Tasks.Sources;
using Sockets.Transport.Buffers;

namespace Sockets.Transport.Tcp.Internal;

/// <summary>
/// What arrived and waits for a reader who pulls. With credit the peer cannot send more than the window, so the receive
/// loop never waits here; without credit the inbox is bounded, and the loop stops receiving while it is full.
/// One reader at a time.
/// </summary>
internal sealed class Inbox : IValueTaskSource<bool>, ILeaseOwner
{
    private readonly Lock _gate = new();
    private readonly Queue<Message> _messages = new();
    private readonly BufferPool _pool;
    private readonly Action<int> _onReleased;
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private CancellationToken _token;
    private Exception? _error;
    private long _delivered;
    private int _discarded;
    private bool _readerWaits;
    private bool _completed;
    private bool _discards;

    /// <summary>Makes an inbox.</summary>
    /// <param name="pool">Where the messages' memory comes from.</param>
    /// <param name="onReleased">Told the cost of every message that the application is done with, on its thread.</param>
    public Inbox(BufferPool pool, Action<int> onReleased)
    {
        _pool = pool;
        _onReleased = onReleased;
    }

    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>Messages that nobody has taken: they wait, or were thrown away.</summary>
    public int Unread
    {
        get
        {
            lock (_gate)
            {
                return _messages.Count + _discarded;
            }
        }
    }

    /// <summary>Adds a copy of a message; the reader is woken by <see cref="Publish"/>. Receive loop only.</summary>
    public void Add(ReadOnlySpan<byte> payload, ulong sequence, int cost)
    {
        PooledBuffer buffer = _pool.Rent(payload.Length);
        payload.CopyTo(buffer.Array);
        Add(buffer, payload.Length, sequence, cost);
    }

    /// <summary>Adds a message whose memory it takes over.</summary>
    public void Add(PooledBuffer buffer, int length, ulong sequence, int cost)
    {
        buffer.Owner = this;
        buffer.Cost = cost;
        var message = new Message(buffer, length, sequence);
        lock (_gate)
        {
            if (!_discards)
            {
                _messages.Enqueue(message);
                return;
            }

            _discarded++;
        }

        message.Dispose();
    }

    /// <summary>Wakes the reader, if there is something for it.</summary>
    public void Publish()
    {
        lock (_gate)
        {
            if (!_readerWaits || (_messages.Count == 0 && !_completed))
            {
                return;
            }

            _readerWaits = false;
        }

        _source.SetResult(result: true);
    }

    /// <summary>Nothing more will arrive. What is there can still be read; then the reader is told how it ended.</summary>
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
        }

        Publish();
    }

    /// <summary>Nobody will read any more: what waits goes back, and so does what still arrives.</summary>
    public void Discard()
    {
        while (true)
        {
            Message message;
            lock (_gate)
            {
                _discards = true;
                if (!_messages.TryDequeue(out message))
                {
                    return;
                }

                _discarded++;
            }

            message.Dispose();
        }
    }

    /// <summary>Takes the oldest message, if there is one.</summary>
    public bool TryTake(out Message message)
    {
        lock (_gate)
        {
            if (_messages.TryDequeue(out message))
            {
                _delivered++;
                return true;
            }

            return false;
        }
    }

    /// <summary>Waits until it is worth looking for a message (true), or everything was read and no more comes (false).</summary>
    /// <exception cref="InvalidOperationException">Another reader waits already.</exception>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_messages.Count > 0)
            {
                return new ValueTask<bool>(result: true);
            }

            if (_completed)
            {
                return new ValueTask<bool>(result: false);
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
            _registration = cancellationToken.UnsafeRegister(static inbox => ((Inbox)inbox!).Cancel(), this);
        }

        return task;
    }

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

    public bool GetResult(short token)
    {
        // Waits for a cancellation that is running, so that none reaches the next wait.
        _registration.Dispose();
        _registration = default;
        _source.GetResult(token);
        lock (_gate)
        {
            return _messages.Count > 0 || !_completed;
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    void ILeaseOwner.OnReleased(int cost) => _onReleased(cost);

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
