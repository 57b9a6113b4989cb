using System.Diagnostics;
using System.Net.Sockets;
using Sockets.Transport.Buffers;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <content>What is sent next, in which pieces, and what becomes of it.</content>
internal sealed partial class Outbox
{
    protected override bool HasRest => !_piece.IsDone;

    protected override ReadOnlyMemory<byte> Rest => _piece.Memory;

    protected override LinkResult TrySend()
    {
        LinkResult sent = _piece.Block is { Large: { } large } ? TryGather(large) : _link.TrySend(_piece.Memory.Span);
        if (sent.WouldBlock && _stalledSince == 0)
        {
            lock (Gate)
            {
                Volatile.Write(ref _stalledSince, Stopwatch.GetTimestamp());
                _lastControl?.TrySetResult();
            }
        }

        return sent;
    }

    protected override void OnTaken(int bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        Volatile.Write(ref _stalledSince, 0);
        if (_piece.Block is null)
        {
            Volatile.Write(ref _controlHandedOver, _controlHandedOver + bytes);
        }
        else
        {
            CountHandedOver(bytes);
        }

        _piece = _piece with { Position = _piece.Position + bytes };
        if (!_piece.IsDone && _piece.Block is { IsInFrames: true } block)
        {
            // Control that came up meanwhile goes out at the end of the frame that was cut.
            EndPieceAt(block.FrameEnd(_piece.Position - 1));
        }
    }

    protected override void FinishPiece()
    {
        _control?.Release();
        _control = null;
        if (_piece.Block is not null && _piece.IsDone)
        {
            // Of a piece that was cut by a failure no message counts: where in it the cut was, only the peer knows.
            MessagesOnWire += (ulong)_piece.Messages;
            _blocks.Finish(_piece.Block, _piece.End, _piece.Messages);
        }

        _piece = default;
        if (!_controlWanted)
        {
            _flushes.CompleteUpTo(HandedOver);
            _lastControl?.TrySetResult();
        }
    }

    protected override bool TakeRoomWanted()
    {
        bool room = _roomWanted && Pending <= _capacity / 2;
        _roomWanted &= !room;
        return room;
    }

    protected override void OnRoom() => _owner.OnRoom();

    protected override bool TryTakeNext()
    {
        if (TakeControl() || (!_owner.IsBrokenOff && TakeData()))
        {
            return true;
        }

        // Control may have been wanted and, after the farewell, have had nothing to say.
        _flushes.CompleteUpTo(HandedOver);
        _lastControl?.TrySetResult();
        return false;
    }

    protected override void OnFailed(SocketError error)
    {
        // In this order: whoever waits for the flush must find the reason why it did not happen.
        _owner.OnSendFailed(error);
        lock (Gate)
        {
            _flushes.GiveUp();
        }
    }

    protected override void DropAll()
    {
        FinishPiece();
        _blocks.Clear();
        _lastControl?.TrySetResult();
    }

    private LinkResult TryGather(LargeMessage large)
    {
        Span<IoVector> pieces = stackalloc IoVector[2 * FramesPerGather];
        return _link.TrySend(pieces[..large.List(_piece.Position, _piece.End, pieces)]);
    }

    private bool TakeControl()
    {
        if (!_controlWanted)
        {
            return false;
        }

        _controlWanted = false;
        PooledBuffer control = _pool.Rent(ControlLength);
        int length = _owner.WriteControl(control.Array.AsSpan(0, ControlLength), MessagesOnWire);
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
            MessagesOnWire += (ulong)head.Messages;
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

    /// <summary>The piece is only a part of a message of several frames, or the rest of it.</summary>
    private void EndPieceAt(int end) =>
        _piece = _piece with { End = end, Messages = end == _piece.Block!.Written ? _piece.Messages : 0 };
}
