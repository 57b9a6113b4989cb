using Sockets.Transport.Buffers;

namespace Sockets.Transport.Tcp.Internal;

/// <summary>
/// Puts a fragmented message together. Its memory grows with what has arrived, by doubling, never to what was
/// announced, up to the longest message allowed.
/// </summary>
internal sealed class FragmentAssembler
{
    private readonly BufferPool _pool;
    private readonly int _maxLength;
    private PooledBuffer? _buffer;

    public FragmentAssembler(BufferPool pool, int maxLength)
    {
        _pool = pool;
        _maxLength = maxLength;
    }

    /// <summary>Whether a message has begun and not ended.</summary>
    public bool IsOpen => _buffer is not null;

    /// <summary>Bytes of the message that have arrived.</summary>
    public int Length { get; private set; }

    /// <summary>What the message has cost on the wire so far, headers included.</summary>
    public int Cost { get; private set; }

    /// <summary>Adds a fragment; false when the message would be too long, and then nothing changes.</summary>
    public bool TryAdd(ReadOnlySpan<byte> fragment, int cost)
    {
        if (fragment.Length > _maxLength - Length)
        {
            return false;
        }

        int length = Length + fragment.Length;
        if (_buffer is null)
        {
            // The second fragment is nearly sure to come, and then the first need not be copied again.
            _buffer = _pool.Rent(Math.Min(_maxLength, length * 2));
        }
        else if (_buffer.Array.Length < length)
        {
            PooledBuffer longer = _pool.Rent(Math.Max(length, Math.Min(_maxLength, length * 2)));
            _buffer.Array.AsSpan(0, Length).CopyTo(longer.Array);
            _buffer.Release();
            _buffer = longer;
        }

        fragment.CopyTo(_buffer.Array.AsSpan(Length));
        Length = length;
        Cost += cost;
        return true;
    }

    /// <summary>The message is whole: hands its memory over and starts anew.</summary>
    public PooledBuffer Take()
    {
        PooledBuffer whole = _buffer!;
        _buffer = null;
        Length = 0;
        Cost = 0;
        return whole;
    }

    /// <summary>Throws away what was begun.</summary>
    public void Clear()
    {
        if (IsOpen)
        {
            Take().Release();
        }
    }
}
