using System.Net.Sockets;
using Sockets.Transport.Buffers;
using Sockets.Transport.Links;

namespace Sockets.Transport.ZeroMq.Internal.Sending;

/// <content>What is sent next, in which pieces, and what becomes of it.</content>
internal sealed partial class PeerQueue
{
    protected override bool HasRest => !_piece.IsDone;

    protected override ReadOnlyMemory<byte> Rest => _piece.IsConfidential ? _encrypted!.Of(_piece.Memory.Span) : _piece.Memory;

    protected override LinkResult TrySend() => _link.TrySend(Rest.Span);

    protected override void OnTaken(int bytes)
    {
        int moved = _piece.IsConfidential ? _encrypted!.OnSent(bytes) : bytes;
        Volatile.Write(ref _wireBytes, _wireBytes + bytes);
        CountHandedOver(moved);
        _piece = _piece with { Position = _piece.Position + moved };
    }

    protected override void FinishPiece()
    {
        if (_piece.Block is not null && _piece.IsDone)
        {
            MessagesOnWire += (ulong)_piece.Messages;
            _messages -= _piece.Messages;
            _blocks.Finish(_piece.Block, _piece.End, _piece.Messages);
        }

        _piece = default;
    }

    protected override bool TakeRoomWanted()
    {
        bool room = _roomWanted;
        _roomWanted = false;
        return room;
    }

    protected override void OnRoom() => _owner.OnRoom();

    protected override bool TryTakeNext()
    {
        MoveUp();
        if (_blocks.Head is { } head)
        {
            _piece = new Piece(head, head.Sent, head.Written, head.Messages);
            return true;
        }

        // A connection that sends nothing holds no memory for it.
        _encrypted?.Clear();
        CompleteEmptied();
        return false;
    }

    protected override void OnFailed(SocketError error) => _owner.OnSendFailed(error);

    protected override void DropAll()
    {
        FinishPiece();
        _encrypted?.Clear();
        _blocks.Clear();
        _droppedAtClose += Waiting;
        _messages = 0;
        _line?.Clear(Flow.DropCause.Disconnected);
        CountAppended(-Pending);
        CompleteEmptied();
    }

    /// <summary>Makes a batch of what waits in line, once nothing is left of the last one. Gate held.</summary>
    private void MoveUp()
    {
        int batch = 0;
        while (_line is not null && !IsClosed && (_blocks.Head is null || batch > 0)
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

    private void CompleteEmptied()
    {
        _emptied?.TrySetResult();
        _emptied = null;
    }
}
