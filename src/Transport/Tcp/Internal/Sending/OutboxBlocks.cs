using Sockets.Transport.Buffers;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Broadcasting;
using Sockets.Transport.Tcp.Internal.Resuming;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>
/// The blocks of an outbox in the order they are sent. Each holds whole frames only, or is a message that stays in its
/// caller's memory or in a block that others send from too. Guarded by the outbox's gate.
/// </summary>
internal sealed class OutboxBlocks
{
    private Block? _spare;

    /// <summary>Where blocks go that were sent; null where nothing is kept.</summary>
    public ReplayBuffer? Kept { get; set; }

    /// <summary>The block to send from; null when everything was sent.</summary>
    public Block? Head { get; private set; }

    /// <summary>The block to append to; null when everything was sent.</summary>
    public Block? Tail { get; private set; }

    /// <summary>Adds a block at the end, which owns the buffer from here on.</summary>
    public Block Add(PooledBuffer buffer)
    {
        Block block = Append();
        block.Open(buffer, buffer.Array.Length);
        return block;
    }

    /// <summary>Adds a block for one message, in frames that control may go between.</summary>
    /// <param name="buffer">Its memory; the block's from here on.</param>
    /// <param name="wireLength">What the message takes on the wire.</param>
    /// <param name="frameLength">What each of its frames takes, but the last.</param>
    public void Add(PooledBuffer buffer, int wireLength, int frameLength) => Append().Open(buffer, wireLength, frameLength);

    /// <summary>Adds a block that was kept.</summary>
    public void Add(Block block)
    {
        block.Next = null;
        Link(block);
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
        if (head.Sent == head.Written && (Kept is null || head != Tail || head.Room == 0))
        {
            // One that is kept anyway is filled first.
            RemoveHead();
        }
    }

    /// <summary>Everything was sent: nothing more goes into the last block.</summary>
    public void CloseTail()
    {
        if (Head is { Next: null } head && head.Sent == head.Written)
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
        Block block = _spare ?? Kept?.TakeSpare() ?? new Block();
        _spare = _spare?.Next;
        block.Next = null;
        Link(block);
        return block;
    }

    private void Link(Block block)
    {
        if (Tail is null)
        {
            Head = block;
        }
        else
        {
            Tail.Next = block;
        }

        Tail = block;
    }

    private void RemoveHead()
    {
        Block head = Head!;
        Head = head.Next;
        if (Head is null)
        {
            Tail = null;
        }

        if (Kept is not null && head.Written > 0)
        {
            Kept.Keep(head);
            return;
        }

        head.Close();
        head.Next = _spare;
        _spare = head;
    }

    /// <summary>One buffer's worth of frames, or one large or shared message.</summary>
    internal sealed class Block
    {
        private PooledBuffer? _buffer;
        private int _capacity;

        // What one frame takes of a message that has the block for itself; 0 of other blocks.
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

        public int Room => _capacity - Written;

        /// <summary>The number of the last message in it, where it is kept.</summary>
        public ulong Last { get; set; }

        /// <summary>The credit that this message and all before it took.</summary>
        public ulong CostAtEnd { get; set; }

        /// <summary>When that message was appended.</summary>
        public long Time { get; set; }

        /// <summary>Whether it is one message of several frames, which control frames may go between.</summary>
        public bool IsInFrames => Large is not null || _frame > 0;

        public Span<byte> Free => _buffer!.Array.AsSpan(Written);

        /// <summary>What stands in one place from a position on, and ends at another one at the latest.</summary>
        public ReadOnlyMemory<byte> Slice(int from, int end) =>
            Large is null ? _buffer!.Array.AsMemory(from, end - from) : Large.Slice(from, end);

        /// <summary>Where the frame ends that the byte at this position belongs to.</summary>
        public int FrameEnd(int position) =>
            Large is null ? Math.Min(position - (position % _frame) + _frame, Written) : Large.FrameEnd(position);

        /// <summary>Where the message begins that has so many before it in the block.</summary>
        public int StartOf(ulong before)
        {
            int position = 0;
            while (before > 0)
            {
                Trn1Header header = Trn1Header.Read(_buffer!.Array.AsSpan(position));
                position += Trn1Header.Size + (int)header.Length;
                before -= (header.Flags & Trn1Header.More) == 0 ? 1u : 0;
            }

            return position;
        }

        public void Open(PooledBuffer buffer, int capacity, int frame = 0)
        {
            _buffer = buffer;
            _capacity = capacity;
            _frame = frame;
            Written = Sent = Messages = 0;
        }

        public void Open(LargeMessage message)
        {
            Large = message;
            _frame = 0;
            _capacity = message.WireLength;
            Written = message.WireLength;
            Sent = 0;
            Messages = 1;
        }

        public void Open(SharedMessage message)
        {
            Open(message.Buffer, message.WireLength, Trn1Header.Size + message.FrameLength);
            Written = message.WireLength;
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
