using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Resuming;
using Sockets.Transport.Tcp.Internal.Streams;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <content>How a session goes on over another connection, and what the application is told of it.</content>
internal sealed partial class MessageSession
{
    private ResumeEvent? _untold;
    private long _resumptions;
    private long _missed;

    private void Attach(Arrival arrival)
    {
        StreamPump pump = MakePump(arrival.Link);
        _connection.TakePlace(arrival.Place);
        _phase = _role == SessionRole.Client ? Phase.ExpectWelcome : Phase.ExpectHello;
        _startedAt = pump.Now;
        IsUnknownThere = false;
        StayAway = TimeSpan.Zero;
        bool isFinal;
        bool isSuperseded;
        lock (_gate)
        {
            _before = _before.Plus(WireCounters.Of(_pump));
            _pump = pump;
            _control = new ControlLane();
            Lane.Attach(pump.Outbox);
            isFinal = _life.IsFinal;
            isSuperseded = _heir is not null;
        }

        if (isFinal || isSuperseded)
        {
            // While the pumps changed nobody could close this one.
            pump.Close(isFinal ? CloseReason.LocalAbort : CloseReason.PeerReset, isFinal ? null : Superseded());
        }
        else if (_role == SessionRole.Server)
        {
            Answer(arrival.Point);
        }

        // Not before: what the client answers must find this side open.
        Start();
    }

    /// <summary>A server knows where the client stands, says where it stands itself, and goes on.</summary>
    private void Answer(ResumePoint client)
    {
        Welcome welcome = MyWelcome(MyPoint());
        SayHandshake(control => control.Ask(welcome));
        try
        {
            GoOn(client);
        }
        catch (ProtocolViolationException e)
        {
            _pump.Close(e.Reason, e);
        }
    }

    /// <summary>Where this side stands. Nothing may arrive between this and <see cref="GoOn"/>.</summary>
    private ResumePoint MyPoint()
    {
        (ulong first, ulong cost) = Lane.Offer();
        return new ResumePoint(Token, _receivedMessages, first, cost);
    }

    /// <summary>The peer stands there: both sides go on.</summary>
    private void GoOn(ResumePoint peer)
    {
        ulong acknowledged = _acknowledgements.Acknowledged;
        if (peer.LastReceived > Lane.Sequence || peer.LastReceived < acknowledged || peer.FirstAvailable == 0)
        {
            throw Violation(
                ReasonCode.Sequence, $"The peer resumes at message {peer.LastReceived}; {Lane.Sequence} were sent and {acknowledged} acknowledged.");
        }

        SkipTo(peer);
        ReplayStart start;
        TaskCompletionSource? back;
        lock (_gate)
        {
            if (!_life.TryGoOn())
            {
                return;
            }

            start = Lane.GoOnline(peer.LastReceived);
            (back, _back) = (_back, null);
            _lastHeartbeat = _pump.Now;
            _phase = Phase.Open;
        }

        _patience?.Dispose();
        Interlocked.Increment(ref _resumptions);
        _setup.ReturnPath!.OnBack(this);
        _acknowledgements.Advance(peer.LastReceived);
        ulong lost = peer.LastReceived + start.Lost;
        if (start.Lost > 0)
        {
            _acknowledgements.Fail(lost, new ConnectionClosedException(
                CloseReason.SessionLost, $"Messages {start.FirstLost} to {lost} were lost in a cut: they were not kept long enough to be sent again."));
            _acknowledgements.Advance(lost);
            Tell(new ResumeEvent(ResumeEventKind.SendGap, CloseReason.None, 0, start.FirstLost, lost));
        }

        Tell(new ResumeEvent(ResumeEventKind.Resumed, CloseReason.None, start.Replayed, 0, 0));
        back?.TrySetResult();
        Say(static control => control.AskCredit());
        Lane.Pump();
    }

    /// <summary>What the peer cannot send again never arrives: it counts as received and done with.</summary>
    private void SkipTo(ResumePoint peer)
    {
        ulong last = peer.FirstAvailable - 1;
        if (last <= _receivedMessages)
        {
            return;
        }

        if (!_credit.TrySkipTo(peer.CostBefore, last))
        {
            throw Violation(ReasonCode.Credit, $"The peer says that its messages before {peer.FirstAvailable} took {peer.CostBefore} bytes; that is not what it was granted.");
        }

        ulong first = _receivedMessages + 1;
        Volatile.Write(ref _missed, _missed + (long)(last - _receivedMessages));
        Volatile.Write(ref _receivedMessages, last);
        Tell(new ResumeEvent(ResumeEventKind.ReceiveGap, CloseReason.None, 0, first, last));
    }

    /// <summary>Both sides agreed to resume: from now on messages are kept. Before the session is open.</summary>
    private void MakeResumable(SessionToken token, TimeSpan allowed)
    {
        ResumeOptions options = _setup.Resume!;
        Token = token;
        _allowed = allowed < options.Patience ? allowed : options.Patience;
        Lane.Keep(new ReplayBuffer(options, Ticker.For(_setup.Time)));
        lock (_gate)
        {
            _life.MakeResumable();
        }

        _setup.ReturnPath!.OnResumable(this);
    }

    /// <summary>A session that can be resumed ends without knowing what arrived: that is a gap on both sides.</summary>
    private void TellOpenGaps()
    {
        if (Token.IsNone || EndReason is CloseReason.LocalClose or CloseReason.PeerClose)
        {
            return;
        }

        ulong acknowledged = _acknowledgements.Acknowledged;
        if (Lane.Sequence > acknowledged)
        {
            Tell(new ResumeEvent(ResumeEventKind.SendGap, CloseReason.None, 0, acknowledged + 1, Lane.Sequence));
        }

        Tell(new ResumeEvent(ResumeEventKind.ReceiveGap, CloseReason.None, 0, _receivedMessages + 1, Last: null));
    }

    private void Tell(ResumeEvent told)
    {
        try
        {
            _setup.Resume!.OnEvent?.Invoke(_connection, told);
        }
        catch (Exception)
        {
            // The application's fault, on a loop that serves the session: it goes on.
        }
    }
}
