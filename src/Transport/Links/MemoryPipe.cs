using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Sockets.Transport.Links;

/// <summary>
/// Bytes on their way inside this process, in one direction: as bounded as a kernel's buffer, and with its endings. One
/// reader and one writer may wait at a time.
/// </summary>
internal sealed class MemoryPipe
{
    private readonly int _capacity;
    private readonly Wait _reading = new();
    private readonly Wait _writing = new();

    // Guarded by the gate.
    private readonly Lock _gate = new();
    private byte[] _ring = [];
    private int _head;
    private int _count;
    private Memory<byte> _wanted;
    private ReadOnlyMemory<byte> _offered;
    private SocketError _readError;
    private SocketError _writeError;
    private bool _finished;

    /// <summary>Makes an empty pipe; it takes memory when something is written for the first time.</summary>
    /// <param name="capacity">Bytes it holds.</param>
    public MemoryPipe(int capacity) => _capacity = capacity;

    /// <summary>Whether bytes wait to be read.</summary>
    public bool HasUnread
    {
        get
        {
            lock (_gate)
            {
                return _count > 0;
            }
        }
    }

    /// <summary>Waits for bytes and takes them; with an empty buffer it only waits. 0 bytes into one that is not: the end.</summary>
    public ValueTask<LinkResult> ReadAsync(Memory<byte> buffer)
    {
        lock (_gate)
        {
            if (!TryTake(buffer.Span, out LinkResult taken))
            {
                _wanted = buffer;
                return _reading.BeginAsync();
            }

            Settle();
            return new ValueTask<LinkResult>(taken);
        }
    }

    /// <summary>Adds what there is room for. Never blocks.</summary>
    public LinkResult TryWrite(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (!TryAdd(bytes, out LinkResult added))
            {
                return new LinkResult(0, SocketError.WouldBlock);
            }

            Settle();
            return added;
        }
    }

    /// <summary>Waits until there is room for some of the bytes, and adds them.</summary>
    public ValueTask<LinkResult> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            if (!TryAdd(bytes.Span, out LinkResult added))
            {
                _offered = bytes;
                return _writing.BeginAsync();
            }

            Settle();
            return new ValueTask<LinkResult>(added);
        }
    }

    /// <summary>Nothing more is written: the reader finds the end behind what is there.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            _finished = true;
            Settle();
        }
    }

    /// <summary>The reader goes away: whoever writes is told so.</summary>
    public void EndReading()
    {
        lock (_gate)
        {
            Break(ref _readError, SocketError.OperationAborted);
            Break(ref _writeError, SocketError.ConnectionReset);
            Settle();
        }
    }

    /// <summary>The writer goes away; with a reset what is there is lost.</summary>
    public void EndWriting(SocketError toReader)
    {
        lock (_gate)
        {
            _finished = true;
            Break(ref _writeError, SocketError.OperationAborted);
            Break(ref _readError, toReader);
            Settle();
        }
    }

    private static void Break(ref SocketError error, SocketError why) => error = error == SocketError.Success ? why : error;

    private bool TryTake(Span<byte> buffer, out LinkResult taken)
    {
        taken = new LinkResult(0, _readError);
        if (_readError != SocketError.Success)
        {
            return true;
        }

        if (_count == 0)
        {
            return _finished;
        }

        int count = Math.Min(buffer.Length, _count);
        int first = Math.Min(count, _ring.Length - _head);
        _ring.AsSpan(_head, first).CopyTo(buffer);
        _ring.AsSpan(0, count - first).CopyTo(buffer[first..]);
        _head = (_head + count) % _ring.Length;
        _count -= count;
        taken = new LinkResult(count, SocketError.Success);
        return true;
    }

    private bool TryAdd(ReadOnlySpan<byte> bytes, out LinkResult added)
    {
        added = new LinkResult(0, _writeError);
        if (_writeError != SocketError.Success || bytes.IsEmpty)
        {
            return true;
        }

        if (_ring.Length == 0)
        {
            _ring = GC.AllocateUninitializedArray<byte>(_capacity);
        }

        int count = Math.Min(bytes.Length, _ring.Length - _count);
        int tail = (_head + _count) % _ring.Length;
        int first = Math.Min(count, _ring.Length - tail);
        bytes[..first].CopyTo(_ring.AsSpan(tail));
        bytes[first..count].CopyTo(_ring);
        _count += count;
        added = new LinkResult(count, SocketError.Success);
        return count > 0;
    }

    /// <summary>Lets whoever waits go on who can; on the thread pool, as the gate is held.</summary>
    private void Settle()
    {
        if (_writing.IsPending && TryAdd(_offered.Span, out LinkResult added))
        {
            _offered = default;
            _writing.End(added);
        }

        if (_reading.IsPending && TryTake(_wanted.Span, out LinkResult taken))
        {
            _wanted = default;
            _reading.End(taken);
        }
    }

    /// <summary>One who waits: made once, used again and again.</summary>
    private sealed class Wait : IValueTaskSource<LinkResult>
    {
        private ManualResetValueTaskSourceCore<LinkResult> _source = new() { RunContinuationsAsynchronously = true };

        public bool IsPending { get; private set; }

        public ValueTask<LinkResult> BeginAsync()
        {
            IsPending = true;
            _source.Reset();
            return new ValueTask<LinkResult>(this, _source.Version);
        }

        public void End(LinkResult result)
        {
            IsPending = false;
            _source.SetResult(result);
        }

        public LinkResult GetResult(short token) => _source.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _source.OnCompleted(continuation, state, token, flags);
    }
}
