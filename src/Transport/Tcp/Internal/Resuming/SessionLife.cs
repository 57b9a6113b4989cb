namespace Sockets.Transport.Tcp.Internal.Resuming;

/// <summary>
/// Whether a session has a connection, and why it ended: the first reason wins. Guarded by the outbox's gate, as is
/// everything that a cut changes; it calls nobody.
/// </summary>
internal sealed class SessionLife
{
    private bool _resumable;
    private CloseReason _askedReason;
    private Exception? _askedError;

    public SessionState State { get; private set; }

    /// <summary>Whether a cut is the end from now on.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>Whether nothing but the handshake may be said.</summary>
    public bool IsMute => State is SessionState.Cut or SessionState.Away or SessionState.Returning;

    /// <summary>Why the last connection, or the last attempt to make one, ended.</summary>
    public CloseReason CutReason { get; private set; }

    /// <summary>Why the session ended; None before.</summary>
    public CloseReason EndReason { get; private set; }

    public Exception? EndError { get; private set; }

    /// <summary>Both sides agreed that a cut is not the end.</summary>
    public void MakeResumable() => _resumable = true;

    /// <summary>An orderly end begins, behind which a cut is the end.</summary>
    /// <param name="isClosing">Whether the connection that there is ends already.</param>
    /// <returns>False when there is a cut that has to be mended first.</returns>
    public bool TryMakeFinal(bool isClosing)
    {
        if (_resumable && (IsMute || (State == SessionState.Connected && isClosing)))
        {
            return false;
        }

        IsFinal = true;
        return true;
    }

    /// <summary>The session is to end. Where it has no connection it has ended then; else the connection's end brings it about.</summary>
    /// <returns>Where it stood before.</returns>
    public SessionState End(CloseReason reason, Exception? error)
    {
        SessionState was = State;
        if (was is SessionState.Cut or SessionState.Away)
        {
            EndNow(reason, error);
        }
        else if (was != SessionState.Ended && _askedReason == CloseReason.None)
        {
            IsFinal = true;
            (_askedReason, _askedError) = (reason, error);
        }

        return was;
    }

    /// <summary>The connection ends.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="error">The same in words.</param>
    /// <param name="triesAgain">Whether an attempt to resume that failed is followed by another one, whatever the reason.</param>
    /// <returns>Whether the session goes on without; else it has ended.</returns>
    public bool TryCut(CloseReason reason, Exception? error, bool triesAgain)
    {
        if (State == SessionState.Ended)
        {
            return false;
        }

        bool isMended = IsCut(reason) || (triesAgain && State == SessionState.Returning && !IsOwn(reason));
        if (!_resumable || IsFinal || !isMended)
        {
            bool asked = _askedReason != CloseReason.None;
            EndNow(asked ? _askedReason : reason, asked ? _askedError : error);
            return false;
        }

        CutReason = reason;
        State = SessionState.Cut;
        return true;
    }

    /// <summary>Nothing of the connection is in use any more; false when the session has ended.</summary>
    public bool TryLeave() => TryStep(SessionState.Cut, SessionState.Away);

    /// <summary>There is another connection to try; false when there is one already, or the session has ended.</summary>
    public bool TryReturn() => TryStep(SessionState.Away, SessionState.Returning);

    /// <summary>Both sides know where to go on; false when the connection has ended meanwhile, or the session is to end.</summary>
    public bool TryGoOn() => !IsFinal && TryStep(SessionState.Returning, SessionState.Connected);

    /// <summary>Ends that the network makes, and not one of the two applications.</summary>
    private static bool IsCut(CloseReason reason) => reason is CloseReason.PeerReset or CloseReason.PeerSilent
        or CloseReason.NetworkError or CloseReason.WriteTimeout or CloseReason.TruncatedFrame or CloseReason.FrameTimeout;

    private static bool IsOwn(CloseReason reason) =>
        reason is CloseReason.LocalAbort or CloseReason.LocalClose or CloseReason.HandlerFailed or CloseReason.SlowConsumer;

    private bool TryStep(SessionState from, SessionState to)
    {
        if (State != from)
        {
            return false;
        }

        State = to;
        return true;
    }

    private void EndNow(CloseReason reason, Exception? error)
    {
        State = SessionState.Ended;
        (EndReason, EndError) = (reason, error);
    }
}
