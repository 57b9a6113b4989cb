using Sockets.Transport.Buffers;

namespace Sockets.Transport.Tcp.Internal.Receiving;

/// <summary>
/// Puts a fragmented message together. Its memory grows with what has arrived, by doubling, never to what was
/// announced, up to the longest message allowed; and it begins with what the message before needed, as streams of large
/// messages are of one length more often than not.
/// </summary>
internal sealed class FragmentAssembler
{
    private readonly BufferPool _pool;
    private readonly int _maxLength;
    private PooledBuffer? _buffer;
    private int _lengthBefore;

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

    /// <summary>Where the rest of the fragment goes that has begun; empty when none has.</summary>
    public Memory<byte> Rest { get; private set; }

    /// <summary>Adds a fragment; false when the message would be too long, and then nothing changes.</summary>
    public bool TryAdd(ReadOnlySpan<byte> fragment, int cost)
    {
        if (fragment.Length > _maxLength - Length)
        {
            return false;
        }

        MakeRoom(Length + fragment.Length);
        fragment.CopyTo(_buffer!.Array.AsSpan(Length));
        Length += fragment.Length;
        Cost += cost;
        return true;
    }

    /// <summary>
    /// Begins a fragment of which only a part has arrived, so that the kernel writes the rest to where it belongs. Not for
    /// the first fragment, and not for one longer than what has arrived: room is made by what came, not by what is announced.
    /// </summary>
    /// <param name="part">What has arrived of it.</param>
    /// <param name="length">How long it is. It fits the longest message.</param>
    /// <param name="cost">What it costs on the wire.</param>
    public void Begin(ReadOnlySpan<byte> part, int length, int cost)
    {
        MakeRoom(Length + length);
        part.CopyTo(_buffer!.Array.AsSpan(Length));
        Rest = _buffer.Array.AsMemory(Length + part.Length, length - part.Length);
        Length += part.Length;
        Cost += cost;
    }

    /// <summary>So much was written to <see cref="Rest"/>.</summary>
    public void Advance(int count)
    {
        Rest = Rest[count..];
        Length += count;
    }

    /// <summary>The message is whole: hands its memory over and starts anew.</summary>
    public PooledBuffer Take()
    {
        PooledBuffer whole = _buffer!;
        _buffer = null;
        _lengthBefore = Length;
        Rest = default;
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

    private void MakeRoom(int length)
    {
        if (_buffer is null)
        {
            // The second fragment is nearly sure to come, and then the first need not be copied again.
            _buffer = _pool.Rent(Math.Min(_maxLength, Math.Max(length * 2, _lengthBefore)));
        }
        else if (_buffer.Array.Length < length)
        {
            PooledBuffer longer = _pool.Rent(Math.Max(length, Math.Min(_maxLength, length * 2)));
            _buffer.Array.AsSpan(0, Length).CopyTo(longer.Array);
            _buffer.Release();
            _buffer = longer;
        }
    }
}
