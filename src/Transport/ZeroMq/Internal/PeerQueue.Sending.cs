using Sockets.Transport.Buffers;
using Sockets.Transport.Links;

namespace Sockets.Transport.ZeroMq.Internal;

/// <content>What the holder of the sending role does.</content>
internal sealed partial class PeerQueue
{
    /// <summary>Goes on sending after a hand-over, waiting for the kernel where it must.</summary>
    public void Execute()
    {
        lock (_gate)
        {
            if (_role != Role.Scheduled)
            {
                return;
            }

            _role = Role.Held;
            _sentBeforeRun = _sent;
        }

        SendAll();
    }

    /// <summary>Decides who sends what was added. Gate held; when it says true, call <see cref="Send"/> after leaving it.</summary>
    private bool TakeRole()
    {
        if (_role == Role.Held || (_role == Role.Scheduled && PendingBytes < BatchLength))
        {
            return false;
        }

        _role = Role.Held;
        return true;
    }

    private void Send(SendBy sender)
    {
        if (PendingBytes < BatchLength && (sender == SendBy.Pool || _rhythm.IsBackToBack()))
        {
            HandOver();
            return;
        }

        for (int batches = 0; TryTakePiece(); batches++)
        {
            if (batches == BatchesPerCaller)
            {
                HandOver();
                return;
            }

            if (!TrySendPiece())
            {
                return;
            }
        }
    }

    private void SendAll()
    {
        while (TryTakePiece() && TrySendPiece())
        {
        }
    }

    private void HandOver()
    {
        lock (_gate)
        {
            if (_closed)
            {
                BecomeIdle();
                return;
            }

            _role = Role.Scheduled;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    // An awaiter in a field instead of an async method, because a fire-and-forget async method allocates each time the
    // kernel is full. It is consumed once: here when it has completed, in Resume otherwise.
#pragma warning disable CA2012, VSTHRD002

    /// <summary>Sends what the kernel takes; false when nothing more is to be done by this caller.</summary>
    private bool TrySendPiece()
    {
        Volatile.Write(ref _sendCalls, _sendCalls + 1);
        LinkResult sent = _link.TrySend(_piece.Memory.Span);
        if (!sent.WouldBlock)
        {
            return Moved(sent);
        }

        _sending = _link.SendAsync(_piece.Memory).ConfigureAwait(false).GetAwaiter();
        if (_sending.IsCompleted)
        {
            return Moved(_sending.GetResult());
        }

        _sending.UnsafeOnCompleted(_resume);
        return false;
    }

    private void Resume()
    {
        if (Moved(_sending.GetResult()))
        {
            SendAll();
        }
    }
#pragma warning restore CA2012, VSTHRD002

    /// <summary>Accounts for what the kernel took; false when it failed for good.</summary>
    private bool Moved(LinkResult sent)
    {
        if (!sent.Failed)
        {
            Volatile.Write(ref _handedOver, _handedOver + sent.Bytes);
            _piece = _piece with { Position = _piece.Position + sent.Bytes };
            return true;
        }

        lock (_gate)
        {
            _closed = true;
            BecomeIdle();
        }

        _owner.OnSendFailed(sent.Error);
        return false;
    }

    /// <summary>Makes sure there is a piece to send, or gives the role back.</summary>
    private bool TryTakePiece()
    {
        if (!_piece.IsDone)
        {
            return true;
        }

        bool taken;
        bool room;
        lock (_gate)
        {
            FinishPiece();
            MoveUp();
            SendBlocks.Block? head = _blocks.Head;
            taken = !_closed && head is not null;
            if (taken)
            {
                _piece = new Piece(head, head!.Sent, head.Written, head.Messages);
            }
            else
            {
                _rhythm.OnRunEnded((ulong)(_sent - _sentBeforeRun));
                BecomeIdle();
            }

            room = _roomWanted;
            _roomWanted = false;
        }

        if (room)
        {
            _owner.OnRoom();
        }

        return taken;
    }

    /// <summary>Makes a batch of what waits in line, once nothing is left of the last one. Gate held.</summary>
    private void MoveUp()
    {
        int batch = 0;
        while (_line is not null && !_closed && (_blocks.Head is null || batch > 0)
            && _line.TryPeek(out _, out int length) && (batch == 0 || batch + length <= BatchLength)
            && _line.TryDequeue(out PooledBuffer? message, out _))
        {
            batch += length;
            if (length >= OutgoingMessage.SharedFrom)
            {
                AppendWhole(message, length);
                continue;
            }

            message.Array.AsSpan(0, length).CopyTo(Reserve(length));
            Commit(length, messages: 1);
            message.Release();
        }
    }

    private void FinishPiece()
    {
        if (_piece.Block is not null && _piece.IsDone)
        {
            _sent += _piece.Messages;
            _messages -= _piece.Messages;
            _blocks.Finish(_piece.Block, _piece.End, _piece.Messages);
        }

        _piece = default;
    }

    /// <summary>Gives the role back. Gate held.</summary>
    private void BecomeIdle()
    {
        _role = Role.Idle;
        if (_closed)
        {
            FinishPiece();
            _blocks.Clear();
            _droppedAtClose += Waiting;
            _messages = 0;
            _line?.Clear(Flow.DropCause.Disconnected);
            Volatile.Write(ref _appended, Volatile.Read(ref _handedOver));
            _ended?.TrySetResult();
        }

        if (_closed || PendingBytes == 0)
        {
            _emptied?.TrySetResult();
            _emptied = null;
        }
    }
}
