using System.Diagnostics.CodeAnalysis;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Sending;

namespace Sockets.Transport.Tcp.Internal.Resuming;

/// <summary>
/// What was sent and may have to be sent again: the outbox's own blocks, which come here when they were sent instead of
/// going back to their pool, oldest first. Keeping costs no copy that way. Bounded in bytes and in age, by whole blocks.
/// Guarded by the outbox's gate.
/// </summary>
internal sealed class ReplayBuffer
{
    private readonly long _maxBytes;
    private readonly long _maxAge;
    private readonly Ticker _clock;
    private OutboxBlocks.Block? _oldest;
    private OutboxBlocks.Block? _newest;
    private OutboxBlocks.Block? _spare;
    private ulong _acknowledged;
    private bool _closed;

    /// <summary>Makes an empty one; the first message is number 1.</summary>
    /// <param name="options">How much it keeps, and for how long.</param>
    /// <param name="clock">What the age is measured with.</param>
    public ReplayBuffer(ResumeOptions options, Ticker clock)
    {
        _maxBytes = options.ReplayBytes;
        _maxAge = (long)options.ReplayAge.TotalMilliseconds;
        _clock = clock;
    }

    /// <summary>The number of the oldest message that can still be sent again, or of the next one when there is none.</summary>
    public ulong First { get; private set; } = 1;

    /// <summary>The credit that all messages before <see cref="First"/> took.</summary>
    public ulong CostBefore { get; private set; }

    /// <summary>Bytes that are kept, headers included.</summary>
    public long Bytes { get; private set; }

    /// <summary>Notes what the message is that was just appended to the outbox.</summary>
    /// <param name="outbox">Where it is.</param>
    /// <param name="number">Its number.</param>
    /// <param name="cost">The credit that it and all before it took.</param>
    public void Stamp(Outbox outbox, ulong number, ulong cost) => outbox.Stamp(number, cost, _clock.Now);

    /// <summary>Takes over a block whose messages were sent, or never will be over their connection. They follow on those before.</summary>
    public void Keep(OutboxBlocks.Block block)
    {
        block.Next = null;
        if (_newest is null)
        {
            _oldest = block;
        }
        else
        {
            _newest.Next = block;
        }

        _newest = block;
        Bytes += block.Written;
        DropAcknowledged();
        Evict();
    }

    /// <summary>The peer has everything up to this message.</summary>
    public void Acknowledge(ulong number)
    {
        _acknowledged = Math.Max(_acknowledged, number);
        DropAcknowledged();
    }

    /// <summary>
    /// Drops what is over a bound: blocks whose newest message is too old, and the oldest ones while those behind them are
    /// enough to fill the buffer.
    /// </summary>
    public void Evict()
    {
        while (_oldest is { } block && (Bytes - block.Written >= _maxBytes || _clock.Now - block.Time > _maxAge))
        {
            Drop();
        }
    }

    /// <summary>Hands the oldest block over, to be sent again and kept again. What it holds counts as available meanwhile.</summary>
    public bool TryTake([MaybeNullWhen(false)] out OutboxBlocks.Block block)
    {
        block = _oldest;
        if (block is null)
        {
            return false;
        }

        _oldest = block.Next;
        _newest = _oldest is null ? null : _newest;
        Bytes -= block.Written;
        return true;
    }

    /// <summary>Nothing will be sent again.</summary>
    public void Close()
    {
        _closed = true;
        DropAcknowledged();
    }

    /// <summary>A block to fill that was kept once; null when there is none.</summary>
    public OutboxBlocks.Block? TakeSpare()
    {
        OutboxBlocks.Block? block = _spare;
        _spare = block?.Next;
        return block;
    }

    private void DropAcknowledged()
    {
        while (_oldest is { } block && (_closed || block.Last <= _acknowledged))
        {
            Drop();
        }
    }

    private void Drop()
    {
        OutboxBlocks.Block block = _oldest!;
        _oldest = block.Next;
        _newest = _oldest is null ? null : _newest;
        Bytes -= block.Written;
        First = block.Last + 1;
        CostBefore = block.CostAtEnd;
        block.Close();
        block.Next = _spare;
        _spare = block;
    }
}
