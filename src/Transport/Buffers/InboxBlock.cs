namespace Sockets.Transport.Buffers;

/// <summary>
/// Where the payloads of short messages are copied to: many into one pooled block, so that they do not cost a rent and a
/// return each. The receive loop's own.
/// </summary>
internal sealed class InboxBlock
{
    /// <summary>The longest message that shares a block.</summary>
    public const int LongestShared = 2048;

    /// <summary>
    /// The blocks of a burst grow from the pool's smallest to this: what one message alone keeps in memory is as small
    /// as if it had not shared, and in a long burst nearly all places of a block are used.
    /// </summary>
    private const int LongestBlock = 8192;
    private const int ShortestBlock = 256;
    private const int Growth = 4;

    private readonly BufferPool _pool;
    private readonly ILeaseOwner? _owner;
    private PooledBuffer? _block;
    private int _next = ShortestBlock;
    private int _places;
    private int _written;

    public InboxBlock(BufferPool pool, ILeaseOwner? owner)
    {
        _pool = pool;
        _owner = owner;
    }

    /// <summary>A message that holds a copy of the payload, which is not longer than <see cref="LongestShared"/>.</summary>
    public Message Copy(ReadOnlySpan<byte> payload, ulong sequence)
    {
        if (_block is null || _places == PooledBuffer.Places || _block.Array.Length - _written < payload.Length)
        {
            Open(payload.Length);
        }

        payload.CopyTo(_block!.Array.AsSpan(_written));
        var message = new Message(_block, _places, _written, payload.Length, sequence);
        _places++;
        _written += payload.Length;
        return message;
    }

    /// <summary>The burst is over: what is free of the last block is nobody's any more.</summary>
    public void Close()
    {
        Seal();
        _next = ShortestBlock;
    }

    private void Open(int length)
    {
        Seal();
        _block = _pool.Rent(Math.Max(_next, length));
        _block.Owner = _owner;
        _block.Share();
        _next = Math.Min(_next * Growth, LongestBlock);
        _places = _written = 0;
    }

    private void Seal()
    {
        _block?.Seal(_places);
        _block = null;
    }
}
