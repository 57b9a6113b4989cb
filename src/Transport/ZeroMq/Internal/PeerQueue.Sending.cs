using System.Net.Sockets;
using Sockets.Transport.Buffers;
using Sockets.Transport.Links;

namespace Sockets.Transport.ZeroMq.Internal;

/// <content>What is sent next, in which pieces, and what becomes of it.</content>
internal sealed partial class PeerQueue
{
    protected override bool HasRest => !_piece.IsDone;

    protected override ReadOnlyMemory<byte> Rest => _piece.Memory;

    protected override LinkResult TrySend() => _link.TrySend(_piece.Memory.Span);

    protected override void OnTaken(int bytes)
    {
        CountHandedOver(bytes);
        _piece = _piece with { Position = _piece.Position + bytes };
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

        CompleteEmptied();
        return false;
    }

    protected override void OnFailed(SocketError error) => _owner.OnSendFailed(error);

    protected override void DropAll()
    {
        FinishPiece();
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
