using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Requests;

/// <summary>
/// The answering half of a connection: which requests of the peer are in flight, and what became of them. A request is in
/// flight until its reply is posted, also when it was cancelled: who cancels gains no place. Guarded by the outbox's gate.
/// </summary>
internal sealed class RequestService
{
    private readonly Ticker _clock;
    private readonly SendLane _lane;
    private readonly RequestOptions _options;
    private readonly Action<int> _onConsumed;
    private readonly Dictionary<uint, ServedRequest> _serving = [];
    private readonly Stack<ServedRequest> _spare = new();
    private TaskCompletionSource? _drained;
    private bool _leaving;
    private bool _closed;
    private long _served;
    private long _answered;
    private long _tooLate;
    private long _cancelled;
    private long _failed;
    private long _refused;
    private long _unanswered;
    private long _cancelsIgnored;

    // The nearest deadline, or an earlier time.
    private long _earliest = long.MaxValue;

    /// <summary>Makes a service.</summary>
    /// <param name="connection">What handlers are told.</param>
    /// <param name="clock">The connection's stream.</param>
    /// <param name="lane">Where replies go.</param>
    /// <param name="options">The handler and its bounds.</param>
    /// <param name="onConsumed">Told the cost of every request whose handler has ended.</param>
    public RequestService(MessageConnection connection, Ticker clock, SendLane lane, RequestOptions options, Action<int> onConsumed)
    {
        Connection = connection;
        _clock = clock;
        _lane = lane;
        _options = options;
        _onConsumed = onConsumed;
    }

    public MessageConnection Connection { get; }

    public RequestHandler? Handler => _options.Handler;

    public Lock Gate => Outbox.Gate;

    private Outbox Outbox => _lane.Outbox;

    /// <summary>A REQUEST came. On the receive loop.</summary>
    /// <param name="head">Its id and deadline.</param>
    /// <param name="cost">What it took on the wire.</param>
    /// <returns>The request, to be given its payload and to <see cref="Run"/>; null when its id is in flight already.</returns>
    public ServedRequest? Accept(MessageHead head, int cost)
    {
        lock (Gate)
        {
            if (_serving.ContainsKey(head.Id))
            {
                return null;
            }

            if (!_spare.TryPop(out ServedRequest? request))
            {
                request = new ServedRequest(this);
            }

            request.Begin(head.Id, ReadClock() + head.Value, cost);
            _serving.Add(head.Id, request);
            Volatile.Write(ref _earliest, Math.Min(_earliest, request.Deadline));
            _served++;
            return request;
        }
    }

    /// <summary>Whether the peer may send one more. On the receive loop.</summary>
    public bool HasPlace()
    {
        lock (Gate)
        {
            return _serving.Count < _options.MaxInFlight;
        }
    }

    /// <summary>Has the request handled. On the receive loop.</summary>
    public void Run(ServedRequest request)
    {
        if (Handler is null || Volatile.Read(ref _leaving))
        {
            End(request, Handler is null ? ReplyStatus.NoHandler : ReplyStatus.Unavailable, answer: default);
        }
        else if (_options.Dispatch == RequestDispatch.Inline)
        {
            request.Execute();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(request, preferLocal: false);
        }
    }

    /// <summary>A CANCEL came. On the receive loop.</summary>
    public void Cancel(uint id)
    {
        lock (Gate)
        {
            if (_serving.TryGetValue(id, out ServedRequest? request))
            {
                request.Stop(ReplyStatus.Cancelled);
            }
            else
            {
                _cancelsIgnored++;
            }
        }
    }

    public void OnTick(long now)
    {
        if (now < Volatile.Read(ref _earliest))
        {
            return;
        }

        lock (Gate)
        {
            long earliest = long.MaxValue;
            foreach (ServedRequest request in _serving.Values)
            {
                if (request.Deadline <= now)
                {
                    request.Stop(ReplyStatus.DeadlineExceeded);
                }
                else
                {
                    earliest = Math.Min(earliest, request.Deadline);
                }
            }

            Volatile.Write(ref _earliest, earliest);
        }
    }

    /// <summary>Begins nothing new from now on. Completes when every reply that is due has been posted.</summary>
    public Task DrainAsync()
    {
        lock (Gate)
        {
            Volatile.Write(ref _leaving, value: true);
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            NoteDrained();
            return _drained.Task;
        }
    }

    /// <summary>Nobody waits for an answer any more: every handler is told.</summary>
    public void Stop()
    {
        lock (Gate)
        {
            Volatile.Write(ref _leaving, value: true);
            foreach (ServedRequest request in _serving.Values)
            {
                request.Stop(ReplyStatus.Cancelled);
            }
        }
    }

    /// <summary>The connection has ended: no reply can go out, and nobody waits for the handlers that still run.</summary>
    public void Close()
    {
        Stop();
        lock (Gate)
        {
            _closed = true;
            NoteDrained();
        }
    }

    /// <summary>Adds what was counted. Gate held.</summary>
    public RequestStats AddTo(RequestStats stats) => stats with
    {
        Served = _served,
        Answered = _answered,
        ServedTooLate = _tooLate,
        ServedCancelled = _cancelled,
        ServedFailed = _failed,
        ServedRefused = _refused,
        Unanswered = _unanswered,
        Serving = _serving.Count,
        CancelsIgnored = _cancelsIgnored,
    };

    internal long ReadClock() => _clock.Read();

    /// <summary>Whether anybody waits for the answer still.</summary>
    internal bool MayBegin(ServedRequest request)
    {
        lock (Gate)
        {
            if (request.Deadline <= ReadClock())
            {
                request.Stop(ReplyStatus.DeadlineExceeded);
            }

            return request.Stopped == ReplyStatus.Ok;
        }
    }

    /// <summary>The handler has ended, or there was none.</summary>
    internal void End(ServedRequest request, ReplyStatus status, ReadOnlyMemory<byte> answer)
    {
        // Before the reply, which may wait for the peer's credit: if requests kept theirs meanwhile, two sides that ask
        // each other as fast as they can would wait for each other for ever.
        _onConsumed(request.Cost);
        bool send;
        lock (Gate)
        {
            request.Answer(request.Stopped == ReplyStatus.Ok ? status : request.Stopped, answer);
            SendStatus posted = _lane.Post(request, OverflowPolicy.Wait);
            if (posted == SendStatus.TooLarge)
            {
                request.Answer(ReplyStatus.TooLarge, payload: default);
                posted = _lane.Post(request, OverflowPolicy.Wait);
            }

            if (posted != SendStatus.Queued)
            {
                OnPosted(request, posted);
            }

            send = posted == SendStatus.Sent && Outbox.TakeRole();
        }

        if (send)
        {
            Outbox.Send();
        }
    }

    /// <summary>The reply is on the wire, or never will be. Gate held.</summary>
    internal void OnPosted(ServedRequest request, SendStatus posted)
    {
        _serving.Remove(request.Id);
        CountOf(posted == SendStatus.Sent ? request.Status : null)++;
        request.Finish();
        _spare.Push(request);
        NoteDrained();
    }

    private ref long CountOf(ReplyStatus? status)
    {
        switch (status)
        {
            case ReplyStatus.Ok:
                return ref _answered;
            case ReplyStatus.DeadlineExceeded:
                return ref _tooLate;
            case ReplyStatus.Cancelled:
                return ref _cancelled;
            case ReplyStatus.HandlerFailed:
                return ref _failed;
            case null:
                return ref _unanswered;
            default:
                return ref _refused;
        }
    }

    private void NoteDrained()
    {
        if (_closed || (_leaving && _serving.Count == 0))
        {
            _drained?.TrySetResult();
        }
    }
}
