using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Receiving;
using Sockets.Transport.Tcp.Internal.Resuming;
using Sockets.Transport.Tcp.Internal.Streams;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <content>How a session ends: in order, or with a reason that the peer is told.</content>
internal sealed partial class MessageSession
{
    private string? _lastWords;

    public bool HasLastWords => Volatile.Read(ref _lastWords) is not null;

    /// <summary>Ends the session now, and tells the peer why.</summary>
    public void Abort(string words)
    {
        Interlocked.CompareExchange(ref _lastWords, words, comparand: null);
        Close(CloseReason.LocalAbort);
    }

    /// <summary>
    /// Leaves in order: sends what was accepted, says farewell, and hears the peer's. Cut short by the close timeout where
    /// the peer makes no progress. The first call does it; the connection's end tells the others.
    /// </summary>
    public async ValueTask LeaveAsync(CloseReason reason, ReasonCode code, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _leaving, 1) != 0)
        {
            return;
        }

        if (!_established.Task.IsCompleted)
        {
            Close(CloseReason.LocalAbort);
            return;
        }

        try
        {
            if (reason == CloseReason.LocalClose)
            {
                await FinishRequestsAsync(cancellationToken).ConfigureAwait(false);
            }

            bool drained;
            do
            {
                if (!await IsBackAsync(cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                drained = await TryDrainAsync(cancellationToken).ConfigureAwait(false);
            }
            while (!(drained || IsOver) || !TryMakeFinal());

            Say(control => control.AskGoAway(code));
            await _pump.FinishSendingAsync(cancellationToken).ConfigureAwait(false);
            await _peerLeft.Task.WaitAsync(_setup.Limits.CloseTimeout, _setup.Time, cancellationToken).ConfigureAwait(false);
            Close(reason);
        }
        catch (TimeoutException)
        {
            Close(CloseReason.PeerSilent, new ConnectionClosedException(
                CloseReason.PeerSilent,
                $"Everything was sent, and the peer did not say farewell within {_setup.Limits.CloseTimeout.TotalSeconds} s: what it received is unknown."));
        }
        catch (OperationCanceledException)
        {
            Close(CloseReason.LocalAbort);
        }
    }

    /// <summary>Waits for a connection to leave over; without one in time the session is lost.</summary>
    private async ValueTask<bool> IsBackAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WaitBackAsync().WaitAsync(_setup.Limits.CloseTimeout, _setup.Time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            Close(CloseReason.SessionLost, new ConnectionClosedException(
                CloseReason.SessionLost,
                $"The connection was cut ({CutReason}) and the session, which was to be closed, was not resumed within {_setup.Limits.CloseTimeout.TotalSeconds} s: "
                + $"the peer has acknowledged {_acknowledgements.Acknowledged} of {Lane.Sequence} messages."));
            return false;
        }
    }

    public void OnClosing(CloseReason reason, Exception? error)
    {
        if (TryCut(reason, error))
        {
            EndAsking();
            return;
        }

        SayWhy(reason, error);
        EndAll();
    }

    /// <summary>Nobody waits for anything any more.</summary>
    private void EndAll()
    {
        Calls.Close(EndOfStream());
        Service.Close();
        EndAsking();
        Lane.Close();
        _peerLeft.TrySetResult();
        _acknowledgements.Close(EndOfStream());
        _established.TrySetException(EndOfStream());
        _ = _established.Task.Exception;
        Arrival? heir;
        TaskCompletionSource? back;
        lock (_gate)
        {
            (heir, _heir) = (_heir, null);
            (back, _back) = (_back, null);
        }

        heir?.Dispose();
        back?.TrySetResult();
        _patience?.Dispose();
    }

    public void OnClosed(CloseReason reason, Exception? error)
    {
        ForgetFragments();
        if (!TryLeave())
        {
            Finish();
        }
    }

    /// <summary>Everything has ended: the application is told.</summary>
    private void Finish()
    {
        CloseReason reason = EndReason;
        try
        {
            TellOpenGaps();
            Inbox.Complete(reason is CloseReason.LocalClose or CloseReason.PeerClose ? null : EndOfStream());
            _connection.OnEnded(reason, EndError);
        }
        catch (Exception e)
        {
            // It is over: what the application throws now can change nothing, but should be found.
            _thrown = e;
        }

        TcpMeter.Instance.OnEnded(this);
        _setup.ReturnPath?.OnEnded(this);
        _ended.TrySetResult(reason);
    }

    /// <summary>Sends what was accepted; false when the connection ended before.</summary>
    private async ValueTask<bool> TryDrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Lane.DrainAsync().WaitAsync(_setup.Limits.CloseTimeout, _setup.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The peer grants nothing: what waits for its credit is dropped and counted.
            Lane.Close();
        }

        return await TryFlushAsync(cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <summary>The peer is told why, when the fault is on its side or it should know.</summary>
    private void SayWhy(CloseReason reason, Exception? error)
    {
        ReasonCode? code = reason switch
        {
            CloseReason.ProtocolViolation or CloseReason.TruncatedFrame => _fault,
            CloseReason.FrameTooLarge => ReasonCode.TooLarge,
            CloseReason.HandshakeTimeout or CloseReason.FrameTimeout => ReasonCode.Timeout,
            CloseReason.HandlerFailed => ReasonCode.Handler,
            CloseReason.SlowConsumer => ReasonCode.TooSlow,
            CloseReason.Unauthorized => ReasonCode.Unauthorized,
            CloseReason.LocalAbort when HasLastWords => ReasonCode.ShuttingDown,
            CloseReason.SessionLost when _role == SessionRole.Server => ReasonCode.SessionUnknown,
            _ => null,
        };
        if (code is null || !_pump.Link.IsOpen || (_phase < Phase.Open && _role == SessionRole.Server && _phase == Phase.ExpectPreamble))
        {
            // Whoever has not even sent the preamble does not speak TRN1 and would not understand.
            return;
        }

        // The handler's exception is this process's own business: the peer only learns that it failed.
        string text = reason switch
        {
            CloseReason.HandlerFailed => "The application's handler failed.",
            CloseReason.Unauthorized => _answer.Words,
            CloseReason.LocalAbort => _lastWords!,
            _ => error?.Message ?? reason.ToString(),
        };
        Trn1FrameType type = _phase < Phase.Open && _role == SessionRole.Server ? Trn1FrameType.Reject : Trn1FrameType.Error;
        lock (_pump.Outbox.Gate)
        {
            _control.AskFarewell(type, new ReasonText(code.Value, _answer.RetryAfterMilliseconds, text));
            _pump.Outbox.RequestControl();
        }
    }

    private void Fail(CloseReason reason, ReasonCode code, string text) =>
        _pump.Close(reason, reason is CloseReason.ProtocolViolation or CloseReason.FrameTooLarge
            ? new ProtocolViolationException(text, reason)
            : new ConnectionClosedException(reason, $"{text} ({code})"));

    /// <summary>The peer broke the protocol in a way that has a code of its own.</summary>
    private ProtocolViolationException Violation(ReasonCode code, string text)
    {
        _fault = code;
        return new ProtocolViolationException(text);
    }

    private void OnSlowConsumer() => Close(CloseReason.SlowConsumer, new ConnectionClosedException(
        CloseReason.SlowConsumer, "The peer did not keep up: the queue is full and the overflow policy is Disconnect."));

    private TransportException EndOfStream() => CloseTexts.ToException(EndReason, EndError);
}
