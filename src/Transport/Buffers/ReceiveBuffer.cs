namespace Sockets.Transport.Buffers;

/// <summary>
/// The bytes of one stream between the kernel and the decoder: contiguous, so that a decoder sees whole frames. It grows
/// as bytes arrive, never to a length that was merely announced, and shrinks again. One owner, no locks.
/// </summary>
internal sealed class ReceiveBuffer : IDisposable
{
    /// <summary>The length it starts with and never goes below: 16 KiB.</summary>
    public const int SmallestLength = 16 * 1024;

    /// <summary>The length it grows to because of traffic alone: 256 KiB. Only a longer frame makes it longer.</summary>
    public const int LongestForTraffic = 256 * 1024;

    /// <summary>So many receives in a row that needed less than a quarter make it halve.</summary>
    private const int ShrinkAfter = 64;

    private readonly BufferPool _pool;
    private PooledBuffer? _block;
    private int _length = SmallestLength;
    private int _start;
    private int _end;
    private int _offered;
    private int _smallReceives;

    public ReceiveBuffer(BufferPool pool) => _pool = pool;

    /// <summary>What was received and not yet consumed. A decoder may change it where it stands before it consumes it.</summary>
    public Span<byte> Filled => _block is null ? default : _block.Array.AsSpan(_start, _end - _start);

    /// <summary>Whether anything is left over.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>Room for the next receive: at least a quarter of the buffer, behind what is already there.</summary>
    public Memory<byte> GetMemory()
    {
        if (IsEmpty)
        {
            Restart();
        }
        else if (_block!.Array.Length - _end < _block.Array.Length / 4)
        {
            MakeRoom();
        }

        Memory<byte> room = _block!.Array.AsMemory(_end);
        _offered = room.Length;
        return room;
    }

    /// <summary>The kernel wrote this many bytes into what <see cref="GetMemory"/> gave.</summary>
    public void Advance(int count)
    {
        _end += count;
        if (count == _offered)
        {
            _length = Math.Min(Math.Max(_length, _block!.Array.Length) * 2, LongestForTraffic);
            _smallReceives = 0;
        }
        else if (count < _length / 4 && ++_smallReceives >= ShrinkAfter)
        {
            _length = Math.Max(_length / 2, SmallestLength);
            _smallReceives = 0;
        }
    }

    /// <summary>Room for a few bytes that come behind those received elsewhere. Only while it is empty.</summary>
    public Memory<byte> GetTail(int length)
    {
        Restart();
        return _block!.Array.AsMemory(0, length);
    }

    /// <summary>The kernel wrote this many bytes into what <see cref="GetTail"/> gave.</summary>
    public void AdvanceTail(int count) => _end += count;

    /// <summary>The decoder is done with this many bytes at the front.</summary>
    public void Consume(int count) => _start += count;

    /// <summary>Gives the memory back when it holds nothing: an idle connection keeps none.</summary>
    public void Release()
    {
        if (IsEmpty && _block is not null)
        {
            _block.Release();
            _block = null;
            _start = _end = 0;
        }
    }

    /// <summary>Gives the memory back, whatever it holds.</summary>
    public void Dispose()
    {
        _start = _end;
        Release();
    }

    private void Restart()
    {
        _start = _end = 0;
        if (_block is not null && _block.Array.Length != _length)
        {
            Release();
        }

        _block ??= _pool.Rent(_length);
    }

    private void MakeRoom()
    {
        int held = _end - _start;
        PooledBuffer old = _block!;
        if (held <= old.Array.Length / 2)
        {
            old.Array.AsSpan(_start, held).CopyTo(old.Array);
        }
        else
        {
            _block = _pool.Rent(old.Array.Length * 2);
            old.Array.AsSpan(_start, held).CopyTo(_block.Array);
            old.Release();
        }

        _start = 0;
        _end = held;
    }
}
