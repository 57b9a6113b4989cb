using Sockets.Transport.Buffers;

namespace Sockets.Transport.Tcp.Internal;

/// <summary>The blocks of an outbox in the order they are sent. Each holds whole frames only. Guarded by the outbox's gate.</summary>
internal sealed class OutboxBlocks
{
    private Block? _spare;

    /// <summary>The block to send from; null when everything was sent.</summary>
    public Block? Head { get; private set; }

    /// <summary>The block to append to; null when everything was sent.</summary>
    public Block? Tail { get; private set; }

    /// <summary>Adds a block at the end, which owns the buffer from here on.</summary>
    public Block Add(PooledBuffer buffer)
    {
        Block block = _spare ?? new Block();
        _spare = block.Next;
        block.Open(buffer);
        if (Tail is null)
        {
            Head = block;
        }
        else
        {
            Tail.Next = block;
        }

        Tail = block;
        return block;
    }

    /// <summary>The head's bytes up to <paramref name="end"/> were sent; returns its buffer when nothing is left in it.</summary>
    public void Finish(Block head, int end, int messages)
    {
        head.Sent = end;
        head.Messages -= messages;
        if (head.Sent == head.Written)
        {
            RemoveHead();
        }
    }

    /// <summary>Throws everything away.</summary>
    public void Clear()
    {
        while (Head is not null)
        {
            RemoveHead();
        }
    }

    private void RemoveHead()
    {
        Block head = Head!;
        Head = head.Next;
        if (Head is null)
        {
            Tail = null;
        }

        head.Close();
        head.Next = _spare;
        _spare = head;
    }

    /// <summary>One buffer's worth of frames.</summary>
    internal sealed class Block
    {
        private PooledBuffer? _buffer;

        public Block? Next { get; set; }

        /// <summary>Bytes filled, from the start.</summary>
        public int Written { get; set; }

        /// <summary>Bytes the kernel took, from the start.</summary>
        public int Sent { get; set; }

        /// <summary>How many messages end in the bytes between <see cref="Sent"/> and <see cref="Written"/>.</summary>
        public int Messages { get; set; }

        public int Room => _buffer!.Array.Length - Written;

        public Span<byte> Free => _buffer!.Array.AsSpan(Written);

        public ReadOnlyMemory<byte> Unsent => _buffer!.Array.AsMemory(Sent, Written - Sent);

        public void Open(PooledBuffer buffer)
        {
            _buffer = buffer;
            Next = null;
            Written = Sent = Messages = 0;
        }

        public void Close()
        {
            _buffer!.Release();
            _buffer = null;
        }
    }
}
