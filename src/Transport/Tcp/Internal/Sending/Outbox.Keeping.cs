using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Resuming;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <content>What a session needs that outlives its connection: blocks that were sent are kept, and sent again by another outbox.</content>
internal sealed partial class Outbox
{
    /// <summary>From now on what was sent goes there, instead of being forgotten. Gate held.</summary>
    public void KeepIn(ReplayBuffer kept) => _blocks.Kept = kept;

    /// <summary>What is reserved next has a block of its own, up to this length. Gate held.</summary>
    /// <param name="wireLength">What the message takes on the wire.</param>
    /// <param name="frameLength">The longest payload of one of its frames.</param>
    public void OpenBlock(int wireLength, int frameLength) =>
        _blocks.Add(_pool.Rent(wireLength), wireLength, Trn1Header.Size + frameLength);

    /// <summary>Nothing more goes into the last block, if all of it was sent. Gate held.</summary>
    public void CloseBlock() => _blocks.CloseTail();

    /// <summary>Notes which message was appended last. Gate held.</summary>
    public void Stamp(ulong number, ulong cost, long time)
    {
        OutboxBlocks.Block tail = _blocks.Tail!;
        (tail.Last, tail.CostAtEnd, tail.Time) = (number, cost, time);
    }

    /// <summary>So many messages count as handed over before anything was. Gate held.</summary>
    public void CountFrom(ulong messages) => MessagesOnWire = messages;

    /// <summary>Appends what is kept, from this message on, ahead of anything new; those before it count as sent. Gate held.</summary>
    public void SendAgain(ReplayBuffer kept, ulong first)
    {
        CountFrom(first - 1);
        ulong next = kept.First;
        while (kept.TryTake(out OutboxBlocks.Block? block))
        {
            ulong start = Math.Max(next, first);
            block.Sent = block.StartOf(start - next);
            block.Messages = (int)(block.Last + 1 - start);
            next = block.Last + 1;
            _blocks.Add(block);
            CountAppended(block.Written - block.Sent);
        }
    }
}
