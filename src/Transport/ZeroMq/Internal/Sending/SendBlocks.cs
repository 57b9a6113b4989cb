using Sockets.Transport.Buffers;

namespace Sockets.Transport.ZeroMq.Internal.Sending;

/// <summary>
/// Encoded messages in the order they are sent, in blocks that each hold whole messages only. A long message is a block of
/// its own, which other peers may hold too. Guarded by the queue's gate.
/// </summary>
internal sealed class SendBlocks
{
    private Block? _spare;
    private bool _isConfidential;

    /// <summary>The block to send from; null when everything was sent.</summary>
    public Block? Head { get; private set; }

    /// <summary>The block to append to; null when everything was sent.</summary>
    public Block? Tail { get; private set; }

    /// <summary>What is added from now on leaves encrypted, what is there already as it is.</summary>
    public void BecomeConfidential()
    {
        _isConfidential = true;
        if (Tail is not null)
        {
            Tail.IsSealed = true;
        }
    }

    /// <summary>Adds an empty block, which owns the buffer from here on.</summary>
    public Block Add(PooledBuffer buffer)
    {
        Block block = Append();
        block.Open(buffer, written: 0, messages: 0);
        return block;
    }

    /// <summary>Adds one message that is a block of its own, which lets go of the buffer when it was sent.</summary>
    public void AddWhole(PooledBuffer message, int length)
    {
        Append().Open(message, length, messages: 1);
        Tail!.IsSealed = true;
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

    private Block Append()
    {
        Block block = _spare ?? new Block();
        _spare = block.Next;
        block.Next = null;
        if (Tail is null)
        {
            Head = block;
        }
        else
        {
            Tail.Next = block;
        }

        Tail = block;
        block.IsConfidential = _isConfidential;
        return block;
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

    /// <summary>One buffer's worth of messages.</summary>
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

        /// <summary>Whether nothing may be added: it is not this queue's alone.</summary>
        public bool IsSealed { get; set; }

        /// <summary>Whether its bytes are encrypted when they are sent.</summary>
        public bool IsConfidential { get; set; }

        public int Room => IsSealed ? 0 : _buffer!.Array.Length - Written;

        public Span<byte> Free => _buffer!.Array.AsSpan(Written);

        public ReadOnlyMemory<byte> Slice(int from, int end) => _buffer!.Array.AsMemory(from, end - from);

        public void Open(PooledBuffer buffer, int written, int messages)
        {
            _buffer = buffer;
            Written = written;
            Messages = messages;
            Sent = 0;
            IsSealed = false;
        }

        public void Close()
        {
            _buffer?.Release();
            _buffer = null;
        }
    }
}
