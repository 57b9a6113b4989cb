using Sockets.Transport.Buffers;
using Sockets.Transport.Flow;
using Sockets.Transport.ZeroMq.Internal.Patterns;

namespace Sockets.Transport.ZeroMq.Internal.Sending;

/// <content>Where a message goes that was offered. The gate is held throughout.</content>
internal sealed partial class PeerQueue
{
    private int Waiting => _messages + (_line?.Count ?? 0);

    private bool Fits(int length) =>
        _messages < _limits.MaxMessages && (_messages == 0 || Pending + length <= _limits.MaxBytes);

    private QueueResult Place(scoped in OutgoingMessage message, PooledBuffer? shared)
    {
        if (IsClosed)
        {
            return QueueResult.Gone;
        }

        if (_line is null)
        {
            if (!Fits(message.WireLength))
            {
                return QueueResult.Full;
            }

            Append(message, shared);
        }
        else if (Waiting == 0)
        {
            Append(message, shared);
        }
        else if (!TryPlaceInLine(message, shared))
        {
            return QueueResult.Full;
        }

        _highest = Math.Max(_highest, Waiting);
        return QueueResult.Queued;
    }

    private void Append(scoped in OutgoingMessage message, PooledBuffer? shared)
    {
        if (shared is not null)
        {
            shared.Retain();
            AppendWhole(shared, message.WireLength);
            return;
        }

        message.WriteTo(Reserve(message.WireLength));
        Commit(message.WireLength, messages: 1);
    }

    private bool TryPlaceInLine(scoped in OutgoingMessage message, PooledBuffer? shared)
    {
        shared?.Retain();
        PooledBuffer item = shared ?? message.Encode(_pool);
        ulong key = _limits.Overflow == OverflowPolicy.Conflate ? TopicKey.Of(message.Topic) : 0;
        OfferResult result = _line!.Offer(item, message.WireLength, key);
        if (result is OfferResult.Accepted or OfferResult.AcceptedAfterDropping or OfferResult.Replaced)
        {
            return true;
        }

        // Longer than all that may wait.
        item.Release();
        return false;
    }

    private Span<byte> Reserve(int length)
    {
        SendBlocks.Block? tail = _blocks.Tail;
        if (tail is null || tail.Room < length)
        {
            int block = tail is null && !InBatches ? FirstBlockLength : BatchLength;
            tail = _blocks.Add(_pool.Rent(Math.Max(block, length)));
        }

        return tail.Free[..length];
    }

    private void Commit(int length, int messages)
    {
        _blocks.Tail!.Written += length;
        _blocks.Tail.Messages += messages;
        _messages += messages;
        CountAppended(length);
    }

    private void AppendWhole(PooledBuffer message, int length)
    {
        _blocks.AddWhole(message, length);
        _messages++;
        CountAppended(length);
    }
}
