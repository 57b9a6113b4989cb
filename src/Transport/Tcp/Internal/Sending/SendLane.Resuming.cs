using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Resuming;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <content>
/// What makes a lane outlive its connection: the blocks that an outbox has sent are kept until the peer has what they
/// hold, and while there is no connection everything is held back as it is without credit.
/// </content>
internal sealed partial class SendLane
{
    private ReplayBuffer? _replay;
    private bool _offline;
    private long _lost;
    private long _mostOnWire;

    /// <summary>Where messages go now. Its gate stays the same when another takes its place.</summary>
    public Outbox Outbox => _outbox;

    /// <summary>From now on messages are kept. Before the first message.</summary>
    public void Keep(ReplayBuffer replay)
    {
        lock (_outbox.Gate)
        {
            _replay = replay;
            _outbox.KeepIn(replay);
        }
    }

    /// <summary>The connection is gone: until <see cref="GoOnline"/> everything is held back. Gate held.</summary>
    public void GoOffline()
    {
        _offline = true;
        NoteFlow();
    }

    /// <summary>There is another connection, over which nothing goes before <see cref="GoOnline"/>. Gate held.</summary>
    public void Attach(Outbox outbox)
    {
        outbox.CountFrom(_outbox.MessagesOnWire);
        outbox.KeepIn(_replay!);
        _outbox = outbox;
    }

    /// <summary>From where on this side can send. It stays so until <see cref="GoOnline"/>. Gate not held.</summary>
    public (ulong FirstAvailable, ulong CostBefore) Offer()
    {
        lock (_outbox.Gate)
        {
            _replay!.Evict();
            return (_replay.First, _replay.CostBefore);
        }
    }

    /// <summary>The session goes on: what the peer has not is sent again, then everything else. Gate held.</summary>
    /// <param name="received">The number of the last message that the peer has.</param>
    public ReplayStart GoOnline(ulong received)
    {
        ulong first = Math.Max(_replay!.First, received + 1);
        ulong lost = first - 1 - received;
        _lost += (long)lost;
        _replay.Acknowledge(first - 1);
        _mostOnWire = Math.Max(_mostOnWire, (long)_outbox.MessagesOnWire);
        _outbox.SendAgain(_replay, first);
        _offline = false;
        return new ReplayStart(received + 1, lost, Sequence + 1 - first);
    }

    /// <summary>The peer has received everything up to this message. Gate not held.</summary>
    public void Acknowledge(ulong sequence)
    {
        if (_replay is null)
        {
            return;
        }

        lock (_outbox.Gate)
        {
            _replay.Acknowledge(sequence);
            if (sequence == Sequence)
            {
                // Nothing is on its way: an idle connection holds no block.
                _outbox.CloseBlock();
            }
        }
    }

    /// <summary>The outbox, where a message that is kept finds one block for all its frames.</summary>
    private Outbox OutboxFor(int wireLength)
    {
        if (_replay is not null && wireLength > Trn1Header.Size + _writer!.DataFrameLength)
        {
            _outbox.OpenBlock(wireLength, _writer.DataFrameLength);
        }

        return _outbox;
    }

    /// <summary>Whether a message that is held back for this reason may be sent later.</summary>
    private bool MayWait(SendStatus status, WhenDisconnected offline) => status is SendStatus.NoCredit or SendStatus.BackPressured
        || (status == SendStatus.NotConnected && _offline && offline == WhenDisconnected.ApplyPolicy);

    /// <summary>Why those who wait already wait.</summary>
    private SendStatus HeldBack() =>
        _offline ? SendStatus.NotConnected : _stalledAt != 0 ? SendStatus.NoCredit : SendStatus.BackPressured;
}
