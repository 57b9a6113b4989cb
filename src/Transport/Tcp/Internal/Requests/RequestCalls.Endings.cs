using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Requests;

/// <content>How a request ends, and what is counted. Guarded by the outbox's gate.</content>
internal sealed partial class RequestCalls
{
    private long _requested;
    private long _replied;
    private long _expired;
    private long _cancelled;
    private long _refused;
    private long _failedByPeer;
    private long _lost;
    private long _late;
    private int _pending;
    private TaskCompletionSource? _drained;

    /// <summary>Nothing new from now on. Completes when nobody waits for a reply any more.</summary>
    public Task DrainAsync()
    {
        lock (Outbox.Gate)
        {
            _refusal ??= Refused("this side is leaving");
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            NoteDrained();
            return _drained.Task;
        }
    }

    /// <summary>No reply will come any more.</summary>
    /// <param name="why">How the connection ended.</param>
    public void Close(Exception why)
    {
        lock (Outbox.Gate)
        {
            _refusal = new RequestException(RequestFailure.ConnectionLost, RequestDelivery.NotSent, $"The request was not sent: {why.Message}", why);
            while (_line.First is { } request)
            {
                _line.Remove(request);
                Fail(request, Lost(RequestDelivery.NotSent));
            }

            for (int i = 0; i < _slots.Used; i++)
            {
                if (_slots.At(i) is { } inFlight)
                {
                    bool sent = inFlight.Stage == RequestStage.Sent;
                    GiveUp(inFlight);
                    Fail(inFlight, Lost(sent ? RequestDelivery.Unknown : RequestDelivery.NotSent));
                }
            }

            _cancels.Clear();
        }
    }

    /// <summary>What was counted. Gate held.</summary>
    public RequestStats Count() => new()
    {
        Requested = _requested,
        Replied = _replied,
        DeadlineExceeded = _expired,
        Cancelled = _cancelled,
        Refused = _refused,
        FailedByPeer = _failedByPeer,
        ConnectionLost = _lost,
        Pending = _pending,
        InFlight = _slots.Taken,
        LateReplies = _late,
    };

    /// <summary>A caller's token was cancelled.</summary>
    internal void Cancel(PendingRequest request, CancellationToken token)
    {
        bool say;
        bool send;
        lock (Outbox.Gate)
        {
            if (request.Stage == RequestStage.Over)
            {
                return;
            }

            bool sent = request.Stage == RequestStage.Sent;
            uint id = request.Id;
            GiveUp(request);
            if (sent)
            {
                _cancels.Add(id);
                Outbox.RequestControl();
            }

            End(request, ref _cancelled);
            request.Fail(new OperationCanceledException(token));
            send = StartNext() && Outbox.TakeRole();
            say = !send && sent && Outbox.TakeRole();
        }

        if (send)
        {
            Outbox.Send();
        }
        else if (say)
        {
            Outbox.SendNow();
        }

        _lane.Pump();
    }

    /// <summary>What to tell who waits for a reply whose status is not Ok.</summary>
    internal static RequestException ToException(ReplyStatus status)
    {
        (RequestFailure failure, string text) = status switch
        {
            ReplyStatus.DeadlineExceeded => (RequestFailure.DeadlineExceeded, "The deadline passed before the peer had an answer."),
            ReplyStatus.Cancelled => (RequestFailure.CancelledByPeer, "The peer's handler gave the request up."),
            ReplyStatus.NoHandler => (RequestFailure.NoHandler, "The peer has no handler for requests."),
            ReplyStatus.Unavailable => (RequestFailure.Unavailable, "The peer is leaving and begins no request."),
            ReplyStatus.TooLarge => (RequestFailure.AnswerTooLarge, "The answer is longer than this side takes."),
            _ => (RequestFailure.HandlerFailed, "The peer's handler failed."),
        };
        return new RequestException(failure, RequestDelivery.Delivered, text);
    }

    private void ExpireAll(long now)
    {
        long earliest = long.MaxValue;
        PendingRequest? next;
        for (PendingRequest? request = _line.First; request is not null; request = next)
        {
            next = request.Next;
            earliest = Math.Min(earliest, Expire(request, now));
        }

        for (int i = 0; i < _slots.Used; i++)
        {
            if (_slots.At(i) is { } request)
            {
                earliest = Math.Min(earliest, Expire(request, now));
            }
        }

        Volatile.Write(ref _earliest, earliest);
    }

    /// <summary>Ends the request if it is time. Returns the deadline of one that goes on.</summary>
    private long Expire(PendingRequest request, long now)
    {
        if (request.Deadline > now)
        {
            return request.Deadline;
        }

        RequestDelivery delivery = request.Stage == RequestStage.Sent ? RequestDelivery.Unknown : RequestDelivery.NotSent;
        GiveUp(request);
        End(request, ref _expired);
        request.Fail(new RequestException(
            RequestFailure.DeadlineExceeded,
            delivery,
            delivery == RequestDelivery.Unknown ? "No answer came before the deadline." : "The request could not be sent before the deadline: the peer grants no credit or takes no more requests."));
        return long.MaxValue;
    }

    /// <summary>Leaves the place where the request waits. One that was sent keeps its slot until the reply.</summary>
    private void GiveUp(PendingRequest request)
    {
        switch (request.Stage)
        {
            case RequestStage.InLine:
                _line.Remove(request);
                break;
            case RequestStage.Posted:
                _lane.Withdraw(request);
                _slots.Free(request.Id);
                break;
            case RequestStage.Sent:
                _slots.Abandon(request.Id);
                break;
        }
    }

    /// <summary>It never got onto the wire.</summary>
    private void Fail(PendingRequest request, RequestException error)
    {
        End(request, ref error.Failure == RequestFailure.ConnectionLost ? ref _lost : ref _refused);
        request.Fail(error);
    }

    private void End(PendingRequest request, ref long counter)
    {
        counter++;
        _pending--;
        request.Stage = RequestStage.Over;
        NoteDrained();
    }

    private ref long CountOf(ReplyStatus status)
    {
        switch (status)
        {
            case ReplyStatus.Ok:
                return ref _replied;
            case ReplyStatus.DeadlineExceeded:
                return ref _expired;
            default:
                return ref _failedByPeer;
        }
    }

    private void NoteDrained()
    {
        if (_pending == 0)
        {
            _drained?.TrySetResult();
        }
    }

    private RequestException Lost(RequestDelivery delivery) => new(
        RequestFailure.ConnectionLost,
        delivery,
        delivery == RequestDelivery.NotSent
            ? "The connection ended before the request was sent."
            : "The connection ended before the reply came: whether the request was carried out is unknown.",
        _refusal);

    private static RequestException Refused(string why) =>
        new(RequestFailure.Refused, RequestDelivery.NotSent, $"The request was not sent: {why}.");
}
