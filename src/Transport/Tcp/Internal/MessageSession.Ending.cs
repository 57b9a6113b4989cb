using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal;

/// <content>How a session ends: in order, or with a reason that the peer is told.</content>
internal sealed partial class MessageSession
{
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

        if (!IsEstablished)
        {
            _pump.Close(CloseReason.LocalAbort);
            return;
        }

        try
        {
            if (reason == CloseReason.LocalClose)
            {
                await FinishRequestsAsync(cancellationToken).ConfigureAwait(false);
            }

            await DrainAsync(cancellationToken).ConfigureAwait(false);
            Say(control => control.AskGoAway(code));
            await _pump.FinishSendingAsync(cancellationToken).ConfigureAwait(false);
            await _peerLeft.Task.WaitAsync(_setup.Limits.CloseTimeout, _setup.Time, cancellationToken).ConfigureAwait(false);
            _pump.Close(reason);
        }
        catch (TimeoutException)
        {
            _pump.Close(CloseReason.PeerSilent, new ConnectionClosedException(
                CloseReason.PeerSilent,
                $"Everything was sent, and the peer did not say farewell within {_setup.Limits.CloseTimeout.TotalSeconds} s: what it received is unknown."));
        }
        catch (OperationCanceledException)
        {
            _pump.Close(CloseReason.LocalAbort);
        }
    }

    public void OnClosing(CloseReason reason, Exception? error)
    {
        SayWhy(reason, error);
        Calls.Close(EndOfStream());
        Service.Close();
        EndAsking();
        Lane.Close();
        _peerLeft.TrySetResult();
        _acknowledgements.Close(EndOfStream());
        _established.TrySetException(EndOfStream());
        _ = _established.Task.Exception;
    }

    public void OnClosed(CloseReason reason, Exception? error)
    {
        _assembler.Clear();
        Inbox.Complete(reason is CloseReason.LocalClose or CloseReason.PeerClose ? null : EndOfStream());
        _connection.OnEnded(reason, error);
    }

    private async ValueTask DrainAsync(CancellationToken cancellationToken)
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

        await _pump.Outbox.FlushAsync(cancellationToken).ConfigureAwait(false);
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

    private void OnSlowConsumer() => _pump.Close(CloseReason.SlowConsumer, new ConnectionClosedException(
        CloseReason.SlowConsumer, "The peer did not keep up: the queue is full and the overflow policy is Disconnect."));

    private TransportException EndOfStream() => CloseTexts.ToException(_pump.Reason, _pump.Error);
}
