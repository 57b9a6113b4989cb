namespace Sockets.Tools.Commands.Input;

/// <summary>
/// Bytes between one thread that writes them and one loop that reads them. Bounded: the writer waits when it is full.
/// What is read is a view into the ring, given back by the next read.
/// </summary>
internal sealed class ByteRing : IDisposable
{
    private readonly Lock _gate = new();
    private readonly byte[] _bytes;
    private readonly SemaphoreSlim _readable = new(0);
    private readonly ManualResetEventSlim _writable = new(initialState: true);
    private long _written;
    private long _read;
    private int _lent;
    private bool _readerWaits;
    private bool _ended;
    private bool _closed;
    private Exception? _error;

    public ByteRing(int capacity) => _bytes = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);

    /// <summary>Room to write into; waits for some. Empty when the reader is gone.</summary>
    public Memory<byte> Reserve()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_closed)
                {
                    return default;
                }

                int free = _bytes.Length - (int)(_written - _read);
                if (free > 0)
                {
                    int tail = (int)(_written % _bytes.Length);
                    return _bytes.AsMemory(tail, Math.Min(free, _bytes.Length - tail));
                }

                _writable.Reset();
            }

            _writable.Wait();
        }
    }

    /// <summary>Hands the first <paramref name="count"/> bytes of what was reserved to the reader.</summary>
    public void Commit(int count)
    {
        lock (_gate)
        {
            _written += count;
            WakeReader();
        }
    }

    /// <summary>Says that nothing more comes.</summary>
    /// <param name="error">Why, when it is not the ordinary end.</param>
    public void End(Exception? error)
    {
        lock (_gate)
        {
            _ended = true;
            _error = error;
            WakeReader();
        }
    }

    /// <summary>Gives the last view back and waits for the next; empty at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_lent > 0)
                {
                    _read += _lent;
                    _lent = 0;
                    _writable.Set();
                }

                int available = (int)(_written - _read);
                if (available > 0)
                {
                    int head = (int)(_read % _bytes.Length);
                    _lent = Math.Min(available, _bytes.Length - head);
                    return _bytes.AsMemory(head, _lent);
                }

                if (_ended)
                {
                    return _error is null ? default(ReadOnlyMemory<byte>) : throw _error;
                }

                _readerWaits = true;
            }

            await _readable.WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Says that nobody reads any more, so that the writer stops. The writer may still hold room it reserved, and wait:
    /// what it waits on is left to the collector.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _writable.Set();
        }
    }

    private void WakeReader()
    {
        if (_readerWaits)
        {
            _readerWaits = false;
            _readable.Release();
        }
    }
}
