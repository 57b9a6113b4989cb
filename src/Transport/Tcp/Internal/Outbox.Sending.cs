using System.Diagnostics;
using Sockets.Transport.Buffers;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tcp.Internal;

/// <content>What the holder of the sending role does.</content>
internal sealed partial class Outbox
{
    /// <summary>Goes on sending after a hand-over, waiting for the kernel where it must.</summary>
    public void Execute()
    {
        lock (Gate)
        {
            _inQueue = false;
            if (_role != Role.Scheduled)
            {
                return;
            }

            _role = Role.Held;
            _messagesBeforeRun = _messagesOnWire;
        }

        SendAll();
    }

    private void HandOver()
    {
        lock (Gate)
        {
            if (_closed)
            {
                BecomeIdle();
                return;
            }

            _role = Role.Scheduled;
            if (_inQueue)
            {
                // From a hand-over whose role a caller took back: one place in the runner's queue is enough.
                return;
            }

            _inQueue = true;
        }

        _runner.Schedule(this);
    }

    /// <summary>Sends on the caller's thread until there is nothing, the kernel is full, or the caller has done its share.</summary>
    private void Drain()
    {
        for (int batches = 0; TryTakePiece(); batches++)
        {
            LinkResult sent = batches < BatchesPerCaller ? TrySendPiece() : new LinkResult(0, default);
            if (batches == BatchesPerCaller || (sent.WouldBlock && _link.WaitsInPlace))
            {
                HandOver();
                return;
            }

            if (sent.WouldBlock && !TryWait(out sent))
            {
                return;
            }

            if (!Moved(sent))
            {
                return;
            }
        }
    }

    private void SendAll()
    {
        while (TryTakePiece())
        {
            LinkResult sent = TrySendPiece();
            if ((sent.WouldBlock && !TryWait(out sent)) || !Moved(sent))
            {
                return;
            }
        }
    }

    // An awaiter in a field instead of an async method, because a fire-and-forget async method allocates each time the
    // kernel is full. It is consumed once: here when it has completed, in Resume otherwise.
#pragma warning disable CA2012, VSTHRD002

    /// <summary>Waits until the kernel takes more. When it says false, <see cref="Resume"/> goes on as the holder of the role.</summary>
    private bool TryWait(out LinkResult sent)
    {
        _sending = _link.SendAsync(_piece.Memory).ConfigureAwait(false).GetAwaiter();
        if (!_sending.IsCompleted)
        {
            sent = default;
            _sending.UnsafeOnCompleted(_resume);
            return false;
        }

        sent = _sending.GetResult();
        return true;
    }

    private void Resume()
    {
        if (Moved(_sending.GetResult()))
        {
            SendAll();
        }
    }
#pragma warning restore CA2012, VSTHRD002

    private LinkResult TrySendPiece()
    {
        Volatile.Write(ref _sendCalls, _sendCalls + 1);
        LinkResult sent = _piece.Block is { Large: { } large } ? TryGather(large) : _link.TrySend(_piece.Memory.Span);
        if (sent.WouldBlock && _stalledSince == 0)
        {
            Volatile.Write(ref _stalledSince, Stopwatch.GetTimestamp());
        }

        return sent;
    }

    private LinkResult TryGather(LargeMessage large)
    {
        Span<IoVector> pieces = stackalloc IoVector[2 * FramesPerGather];
        return _link.TrySend(pieces[..large.List(_piece.Position, _piece.End, pieces)]);
    }

    /// <summary>Makes sure there is a piece to send, or gives the role back.</summary>
    private bool TryTakePiece()
    {
        if (!_piece.IsDone)
        {
            return true;
        }

        for (bool offered = false; ; offered = true)
        {
            bool room;
            lock (Gate)
            {
                FinishPiece();
                if (!_controlWanted)
                {
                    _flushes.CompleteUpTo(_handedOver);
                }

                room = !_closed && !offered && _roomWanted && Pending <= _capacity / 2;
                if (room)
                {
                    _roomWanted = false;
                }
                else if (_closed || (!TakeControl() && !TakeData()))
                {
                    // Control may have been wanted and, after the farewell, have had nothing to say.
                    _flushes.CompleteUpTo(_handedOver);
                    _rhythm.OnRunEnded(_messagesOnWire - _messagesBeforeRun);
                    BecomeIdle();
                    return false;
                }
            }

            if (!room)
            {
                return true;
            }

            // The owner appends what has waited for room, while this thread holds the role.
            _owner.OnRoom();
        }
    }

    /// <summary>Gives the role back. Gate held.</summary>
    private void BecomeIdle()
    {
        _role = Role.Idle;
        if (_closed)
        {
            FinishPiece();
            _blocks.Clear();
            _idle?.TrySetResult();
        }
    }

    private void FinishPiece()
    {
        _control?.Release();
        _control = null;
        if (_piece.Block is not null && _piece.IsDone)
        {
            // Of a piece that was cut by a failure no message counts: where in it the cut was, only the peer knows.
            _messagesOnWire += (ulong)_piece.Messages;
            _blocks.Finish(_piece.Block, _piece.End, _piece.Messages);
        }

        _piece = default;
    }

    private bool TakeControl()
    {
        if (!_controlWanted)
        {
            return false;
        }

        _controlWanted = false;
        PooledBuffer control = _pool.Rent(ControlLength);
        int length = _owner.WriteControl(control.Array.AsSpan(0, ControlLength), _messagesOnWire);
        if (length == 0)
        {
            control.Release();
            return false;
        }

        _control = control;
        _piece = new Piece(Block: null, control.Array, Position: 0, length, Messages: 0);
        return true;
    }

    private bool TakeData()
    {
        OutboxBlocks.Block? head = _blocks.Head;
        while (head is { Next: not null } && head.Sent == head.Written)
        {
            // Room was reserved in it and not used: its frame could not be encoded.
            _messagesOnWire += (ulong)head.Messages;
            _blocks.Finish(head, head.Written, head.Messages);
            head = _blocks.Head;
        }

        if (head is null || head.Sent == head.Written)
        {
            return false;
        }

        _piece = new Piece(head, Control: default, head.Sent, head.Written, head.Messages);
        if (head.IsInFrames)
        {
            int end = head.Sent;
            for (int i = 0; i < FramesPerGather && end < head.Written; i++)
            {
                end = head.FrameEnd(end);
            }

            EndPieceAt(end);
        }

        return true;
    }

    /// <summary>Accounts for what the kernel took; false when it failed for good.</summary>
    private bool Moved(LinkResult sent)
    {
        if (sent.Failed)
        {
            lock (Gate)
            {
                _closed = true;
                BecomeIdle();
            }

            // In this order: whoever waits for the flush must find the reason why it did not happen.
            _owner.OnSendFailed(sent.Error);
            lock (Gate)
            {
                _flushes.GiveUp();
            }

            return false;
        }

        if (sent.Bytes > 0)
        {
            Volatile.Write(ref _stalledSince, 0);
            ref long counter = ref _piece.Block is null ? ref _controlHandedOver : ref _handedOver;
            Volatile.Write(ref counter, counter + sent.Bytes);
            _piece = _piece with { Position = _piece.Position + sent.Bytes };
            if (!_piece.IsDone && _piece.Block is { IsInFrames: true } block)
            {
                // Control that came up meanwhile goes out at the end of the frame that was cut.
                EndPieceAt(block.FrameEnd(_piece.Position - 1));
            }
        }

        return true;
    }

    /// <summary>The piece is only a part of a message of several frames, or the rest of it.</summary>
    private void EndPieceAt(int end) =>
        _piece = _piece with { End = end, Messages = end == _piece.Block!.Written ? _piece.Messages : 0 };
}
