using Sockets.Transport.Buffers;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Broadcasting;

namespace Sockets.Transport.Tcp.Internal;

/// <summary>
/// The blocks of an outbox in the order they are sent. Each holds whole frames only, or is a message that stays in its
/// caller's memory or in a block that others send from too. Guarded by the outbox's gate.
/// </summary>
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
        Block block = Append();
        block.Open(buffer);
        return block;
    }

    /// <summary>Adds a message that stays where it is; it is told when it was sent, or when it never will be.</summary>
    public void Add(LargeMessage message) => Append().Open(message);

    /// <summary>Adds a message in a block that others hold too; one hold of it is this block's from here on.</summary>
    public void Add(SharedMessage message) => Append().Open(message);

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

    /// <summary>One buffer's worth of frames, or one large or shared message.</summary>
    internal sealed class Block
    {
        private PooledBuffer? _buffer;

        // What one frame takes of a shared message; 0 of any other block.
        private int _frame;

        public Block? Next { get; set; }

        /// <summary>The message it is, when it is not a buffer.</summary>
        public LargeMessage? Large { get; private set; }

        /// <summary>Bytes filled, from the start.</summary>
        public int Written { get; set; }

        /// <summary>Bytes the kernel took, from the start.</summary>
        public int Sent { get; set; }

        /// <summary>How many messages end in the bytes between <see cref="Sent"/> and <see cref="Written"/>.</summary>
        public int Messages { get; set; }

        public int Room => _buffer is null || _frame > 0 ? 0 : _buffer.Array.Length - Written;

        public Span<byte> Free => _buffer!.Array.AsSpan(Written);

        /// <summary>What stands in one place from a position on, and ends at another one at the latest.</summary>
        public ReadOnlyMemory<byte> Slice(int from, int end) =>
            Large is null ? _buffer!.Array.AsMemory(from, end - from) : Large.Slice(from, end);

        /// <summary>Whether it is one message of several frames, which control frames may go between.</summary>
        public bool IsInFrames => Large is not null || _frame > 0;

        /// <summary>Where the frame ends that the byte at this position belongs to.</summary>
        public int FrameEnd(int position) =>
            Large is null ? Math.Min(position - (position % _frame) + _frame, Written) : Large.FrameEnd(position);

        public void Open(PooledBuffer buffer)
        {
            _buffer = buffer;
            Written = Sent = Messages = 0;
        }

        public void Open(LargeMessage message)
        {
            Large = message;
            Written = message.WireLength;
            Sent = 0;
            Messages = 1;
        }

        public void Open(SharedMessage message)
        {
            _buffer = message.Buffer;
            _frame = Trn1Header.Size + message.FrameLength;
            Written = message.WireLength;
            Sent = 0;
            Messages = 1;
        }

        public void Close()
        {
            _frame = 0;
            _buffer?.Release();
            _buffer = null;
            Large?.End(Sent == Written ? SendStatus.Sent : SendStatus.Closed);
            Large = null;
        }
    }
}
