using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Requests;

/// <summary>
/// The asking half of a connection: which requests are in flight, who waits for them and until when. Everything is
/// guarded by the outbox's gate; how a request ends is in <c>RequestCalls.Endings.cs</c>.
/// </summary>
internal sealed partial class RequestCalls
{
    private readonly Ticker _clock;
    private readonly SendLane _lane;
    private readonly OverflowPolicy _policy;
    private readonly RequestSlots _slots = new();
    private readonly WaitingLine<PendingRequest> _line = new();
    private readonly CancelQueue _cancels;
    private readonly Stack<PendingRequest> _spare = new();
    private int _limit;
    private RequestException? _refusal = new(
        RequestFailure.ConnectionLost, RequestDelivery.NotSent, "The session is not established yet.");

    // The nearest deadline, or an earlier time.
    private long _earliest = long.MaxValue;

    public RequestCalls(Ticker clock, SendLane lane, OverflowPolicy policy)
    {
        _clock = clock;
        _lane = lane;
        _policy = policy;
        _cancels = new CancelQueue(_slots);
    }

    /// <summary>The outbox of the connection that there is, or was last. Its gate is the session's.</summary>
    private Outbox Outbox => _lane.Outbox;

    /// <summary>From now on requests are sent.</summary>
    /// <param name="features">What both sides offered.</param>
    /// <param name="limit">How many the peer takes in flight.</param>
    public void Open(Features features, uint limit)
    {
        lock (Outbox.Gate)
        {
            _limit = (int)Math.Min(limit, RequestOptions.MostInFlight);
            _refusal = (features & Features.Requests) != Features.None
                ? null
                : new RequestException(RequestFailure.NotSupported, RequestDelivery.NotSent, "The peer does not know requests.");
        }
    }

    public ValueTask<Message> RequestAsync(ReadOnlyMemory<byte> payload, TimeSpan deadline, CancellationToken cancellationToken)
    {
        double milliseconds = Math.Ceiling(deadline.TotalMilliseconds);
        if (milliseconds is < 1 or > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(deadline), deadline, "A deadline is more than zero and at most 2^31 - 1 ms (24 days).");
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Message>(cancellationToken);
        }

        PendingRequest request;
        bool send;
        lock (Outbox.Gate)
        {
            if (!_spare.TryPop(out request!))
            {
                request = new PendingRequest(this);
            }

            request.Begin(payload, ReadClock() + (long)milliseconds);
            _requested++;
            _pending++;
            send = Start(request) && Outbox.TakeRole();
        }

        if (send)
        {
            Outbox.Send();
        }

        request.CancelWith(cancellationToken);
        return request.Task;
    }

    /// <summary>A REPLY came. On the receive loop.</summary>
    /// <param name="head">Which request it answers, and how.</param>
    /// <param name="request">Who waits for it; null when nobody does. It is counted, and only the caller completes it.</param>
    /// <returns>False when no such request is in flight.</returns>
    public bool TryEnd(MessageHead head, out PendingRequest? request)
    {
        bool send;
        lock (Outbox.Gate)
        {
            if (!_slots.TryFind(head.Id, out request) || request is { Stage: not RequestStage.Sent })
            {
                return false;
            }

            _slots.Free(head.Id);
            if (request is null)
            {
                _late++;
            }
            else
            {
                End(request, ref CountOf(head.Status));
            }

            send = StartNext() && Outbox.TakeRole();
        }

        if (send)
        {
            Outbox.Send();
        }

        return true;
    }

    /// <summary>Writes CANCEL frames, as many as fit, for requests that have gone out. Gate held.</summary>
    public int WriteCancels(Span<byte> destination, ulong messagesOnWire)
    {
        int length = _cancels.Write(destination, messagesOnWire);
        if (!_cancels.IsEmpty)
        {
            Outbox.RequestControl();
        }

        return length;
    }

    /// <summary>Whoever waited too long is told.</summary>
    public void OnTick(long now)
    {
        if (now < Volatile.Read(ref _earliest))
        {
            return;
        }

        bool send;
        lock (Outbox.Gate)
        {
            ExpireAll(now);
            send = StartNext() && Outbox.TakeRole();
        }

        if (send)
        {
            Outbox.Send();
        }

        // Those who waited behind the expired may be shorter and fit.
        _lane.Pump();
    }

    internal long ReadClock() => _clock.Read();

    internal void Recycle(PendingRequest request)
    {
        lock (Outbox.Gate)
        {
            _spare.Push(request);
        }
    }

    /// <summary>It waited for credit or room. Gate held.</summary>
    internal void OnPosted(PendingRequest request, SendStatus status)
    {
        if (status == SendStatus.Sent)
        {
            NoteSent(request);
            return;
        }

        _slots.Free(request.Id);
        Fail(request, Lost(RequestDelivery.NotSent));
    }

    /// <summary>Says whether something was appended. Gate held.</summary>
    private bool Start(PendingRequest request)
    {
        if (_refusal is not null)
        {
            Fail(request, new RequestException(_refusal.Failure, RequestDelivery.NotSent, _refusal.Message, _refusal.InnerException));
            return false;
        }

        Volatile.Write(ref _earliest, Math.Min(_earliest, request.Deadline));
        if (_slots.Taken < _limit)
        {
            return Post(request);
        }

        if (_policy == OverflowPolicy.Wait && _limit > 0)
        {
            request.Stage = RequestStage.InLine;
            _line.Add(request);
        }
        else
        {
            Fail(request, Refused($"the peer takes {_limit} requests in flight, and as many are"));
        }

        return false;
    }

    private bool StartNext()
    {
        bool any = false;
        while (_slots.Taken < _limit && _line.First is { } request)
        {
            _line.Remove(request);
            any |= Post(request);
        }

        return any;
    }

    private bool Post(PendingRequest request)
    {
        request.Id = _slots.Take(request);
        request.Stage = RequestStage.Posted;
        SendStatus status = _lane.Post(request, _policy);
        if (status == SendStatus.Sent)
        {
            NoteSent(request);
            return true;
        }

        if (status != SendStatus.Queued)
        {
            _slots.Free(request.Id);
            Fail(request, status switch
            {
                SendStatus.TooLarge => new RequestException(
                    RequestFailure.TooLarge,
                    RequestDelivery.NotSent,
                    $"The request is {request.Payload.Length} bytes long; the peer takes {_lane.MaxMessageLength - MessageHead.Size}."),
                SendStatus.Closed => Lost(RequestDelivery.NotSent),
                _ => Refused($"{status}"),
            });
        }

        return false;
    }

    private void NoteSent(PendingRequest request)
    {
        request.Stage = RequestStage.Sent;
        _slots.NoteSent(request.Id, _lane.Sequence);
    }
}
