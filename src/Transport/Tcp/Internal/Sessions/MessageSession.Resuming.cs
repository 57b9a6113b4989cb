using Sockets.Transport.Tcp.Internal.Resuming;
using Sockets.Transport.Tcp.Internal.Streams;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <content>
/// How a session outlives its connection (docs/wire/tcp.md, section 4.5). Its pump ends and another one takes its place;
/// the lane, the inbox, the credit, the requests and the numbers stay what they are.
/// </content>
internal sealed partial class MessageSession
{
    private readonly TaskCompletionSource<CloseReason> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by the gate.
    private readonly SessionLife _life = new();
    private Arrival? _heir;
    private TaskCompletionSource? _back;
    private WireCounters _before;

    private Exception? _thrown;
    private ITimer? _patience;
    private TimeSpan _allowed;

    /// <summary>What it is resumed by; none before the first handshake, and where it cannot be resumed.</summary>
    public SessionToken Token { get; private set; }

    public bool IsAway
    {
        get
        {
            lock (_gate)
            {
                return _life.State == SessionState.Away;
            }
        }
    }

    public bool IsOver => EndReason != CloseReason.None;

    /// <summary>Whether the last attempt to return met a server that does not know the session.</summary>
    public bool IsUnknownThere { get; private set; }

    /// <summary>How long the server asked to stay away, when it refused the last attempt to return; else zero.</summary>
    public TimeSpan StayAway { get; private set; }

    /// <summary>Why the last connection, or the last attempt to make one, ended.</summary>
    public CloseReason CutReason => _life.CutReason;

    public Exception? CutError => _pump.Error;

    /// <summary>Completes with the reason when the session has ended and everything it used is given back.</summary>
    public Task<CloseReason> Ended => _ended.Task;

    public CloseReason EndReason => _life.EndReason;

    public Exception? EndError => _life.EndError ?? _thrown;

    /// <summary>Ends the session for good, with or without a connection; the first reason wins.</summary>
    public void Close(CloseReason reason, Exception? error = null)
    {
        SessionState was;
        lock (_gate)
        {
            was = _life.End(reason, error);
        }

        CarryOut(was, reason, error);
    }

    /// <summary>The session goes on over this link. Client: the server is asked; server: the client has asked.</summary>
    /// <returns>False when the session has ended: the link stays the caller's.</returns>
    public bool TryReturn(Arrival arrival)
    {
        Arrival? superseded = null;
        bool now;
        lock (_gate)
        {
            if (_life.State == SessionState.Ended)
            {
                return false;
            }

            now = _life.TryReturn();
            if (!now)
            {
                superseded = _heir;
                _heir = arrival;
            }
        }

        superseded?.Dispose();
        if (now)
        {
            Attach(arrival);
        }
        else
        {
            _pump.Close(CloseReason.PeerReset, Superseded());
        }

        return true;
    }

    /// <summary>Completes when the session has a connection, or has ended.</summary>
    private Task WaitBackAsync()
    {
        lock (_gate)
        {
            return _back?.Task ?? Task.CompletedTask;
        }
    }

    /// <summary>From now on a cut is the end; false when there is one that has to be mended before.</summary>
    private bool TryMakeFinal()
    {
        lock (_gate)
        {
            return _life.TryMakeFinal(_pump.IsClosing);
        }
    }

    /// <summary>The pump ends. Whether the session goes on without; what waits for the peer goes on waiting then.</summary>
    private bool TryCut(CloseReason reason, Exception? error)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = _life.State == SessionState.Connected;
            if (!_life.TryCut(reason, error, triesAgain: _role == SessionRole.Client))
            {
                return false;
            }

            _back ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Lane.GoOffline();
        }

        if (isFirst)
        {
            // Nobody returns before the pump has ended, which it does after this.
            _untold = new ResumeEvent(ResumeEventKind.Disconnected, reason, 0, 0, 0);
            _patience = _setup.Time.CreateTimer(static session => ((MessageSession)session!).GiveUp(), this, _allowed, Timeout.InfiniteTimeSpan);
        }

        return true;
    }

    /// <summary>The pump has ended and everything of it is back.</summary>
    /// <returns>Whether the session goes on.</returns>
    private bool TryLeave()
    {
        Arrival? heir;
        lock (_gate)
        {
            if (!_life.TryLeave())
            {
                return false;
            }

            (heir, _heir) = (_heir, null);
        }

        _connection.LeavePlace();
        if (_untold is { } told)
        {
            // Here, where the receive loop has ended: what is told comes in the order in which it happened.
            _untold = null;
            Tell(told);
        }

        if (heir is null)
        {
            _setup.ReturnPath!.OnAway(this);
        }
        else if (!TryReturn(heir))
        {
            heir.Dispose();
        }

        return true;
    }

    /// <summary>The time is up, unless the session is back: which of the two it is, is decided in one step.</summary>
    private void GiveUp()
    {
        SessionState was;
        var error = new ConnectionClosedException(
            CloseReason.SessionLost, $"The connection was cut ({CutReason}) and the session was not resumed within {_allowed.TotalSeconds} s.");
        lock (_gate)
        {
            if (!_life.IsMute)
            {
                return;
            }

            was = _life.End(CloseReason.SessionLost, error);
        }

        CarryOut(was, CloseReason.SessionLost, error);
    }

    /// <summary>The session was told to end where it stood: what is due without the gate.</summary>
    private void CarryOut(SessionState was, CloseReason reason, Exception? error)
    {
        switch (was)
        {
            case SessionState.Connected or SessionState.Returning:
                _pump.Close(reason, error);
                break;
            case SessionState.Cut:
                EndAll();
                break;
            case SessionState.Away:
                EndAll();

                // The application is told of the end outside the call that asked for it.
                ThreadPool.UnsafeQueueUserWorkItem(static session => session.Finish(), this, preferLocal: false);
                break;
            default:
                break;
        }
    }

    private static ConnectionClosedException Superseded() =>
        new(CloseReason.PeerReset, "The client has come back over another connection: this one is dead.");
}
