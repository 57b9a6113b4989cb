using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sockets.Transport.Buffers;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Requests;

/// <summary>
/// One request of the peer, from its arrival until its reply is posted. Reused. The handler's own, except for what says
/// that the gate is held.
/// </summary>
internal sealed class ServedRequest : IThreadPoolWorkItem, IHeadedMessage
{
    private readonly RequestService _service;
    private readonly Action _resume;
    private ConfiguredValueTaskAwaitable<ReadOnlyMemory<byte>>.ConfiguredValueTaskAwaiter _answering;
    private CancellationTokenSource? _stopping;
    private PooledBuffer? _buffer;
    private int _offset;
    private int _length;
    private uint _version;
    private ReplyStatus _status;

    public ServedRequest(RequestService service)
    {
        _service = service;
        _resume = Resume;
    }

    /// <summary>Changes when the request is over, so that a stale context is noticed.</summary>
    public uint Version => Volatile.Read(ref _version);

    public MessageConnection Connection => _service.Connection;

    public ReadOnlyMemory<byte> Request => _buffer is null ? default : _buffer.Array.AsMemory(_offset, _length);

    public TimeSpan Remaining => TimeSpan.FromMilliseconds(Math.Max(0, Deadline - _service.ReadClock()));

    public uint Id { get; private set; }

    /// <summary>When its requester waits no more, in milliseconds of the ticker's clock.</summary>
    public long Deadline { get; private set; }

    /// <summary>What the request cost on the wire.</summary>
    public int Cost { get; private set; }

    /// <summary>Why nobody waits for the answer any more; Ok while somebody does. Gate held.</summary>
    public ReplyStatus Stopped { get; private set; }

    /// <summary>The answer, until it was posted. Gate held.</summary>
    public ReadOnlyMemory<byte> Payload { get; private set; }

    public SendWaiter? Waiting { get; set; }

    public MessageHead Head => new(Trn1FrameType.Reply, Id, (uint)_status);

    /// <summary>What the reply says. Gate held.</summary>
    public ReplyStatus Status => _status;

    /// <summary>It takes its place in flight. Gate held.</summary>
    public void Begin(uint id, long deadline, int cost)
    {
        Id = id;
        Deadline = deadline;
        Cost = cost;
        Stopped = ReplyStatus.Ok;
    }

    /// <summary>Takes over the payload's memory.</summary>
    public void Hold(PooledBuffer buffer, int offset, int length)
    {
        _buffer = buffer;
        _offset = offset;
        _length = length;
    }

    /// <summary>Nobody waits any more: the handler is told, on another thread. Gate held.</summary>
    public void Stop(ReplyStatus why)
    {
        if (Stopped == ReplyStatus.Ok)
        {
            Stopped = why;
            _ = _stopping?.CancelAsync();
        }
    }

    public CancellationToken GetToken()
    {
        lock (_service.Gate)
        {
            if (Stopped != ReplyStatus.Ok)
            {
                return new CancellationToken(canceled: true);
            }

            _stopping ??= new CancellationTokenSource();
            return _stopping.Token;
        }
    }

    // An awaiter in a field instead of an async method, so that a handler that answers at once allocates nothing. It is
    // consumed once, in Resume.
#pragma warning disable CA2012, VSTHRD002

    /// <summary>Calls the handler, unless nobody waits any more.</summary>
    public void Execute()
    {
        if (!_service.MayBegin(this))
        {
            _service.End(this, ReplyStatus.Cancelled, answer: default);
            return;
        }

        try
        {
            _answering = _service.Handler!(new RequestContext(this)).ConfigureAwait(false).GetAwaiter();
            if (!_answering.IsCompleted)
            {
                _answering.UnsafeOnCompleted(_resume);
                return;
            }
        }
        catch (Exception e)
        {
            EndFailed(e);
            return;
        }

        Resume();
    }

    public void OnPosted(SendStatus status) => _service.OnPosted(this, status);

    /// <summary>The reply, as it will be posted. What the answer does not need of the request's memory goes back. Gate held.</summary>
    public void Answer(ReplyStatus status, ReadOnlyMemory<byte> payload)
    {
        _version++;
        _status = status;
        Payload = status == ReplyStatus.Ok ? payload : default;
        bool isRequest = MemoryMarshal.TryGetArray(Payload, out ArraySegment<byte> answer) && ReferenceEquals(answer.Array, _buffer?.Array);
        if (!isRequest)
        {
            Release();
        }

        if (_stopping is not null && !_stopping.TryReset())
        {
            // Not disposed: its callbacks may be running, and it holds nothing but memory.
            _stopping = null;
        }
    }

    /// <summary>The reply needs no memory any more. Gate held.</summary>
    public void Finish()
    {
        Payload = default;
        Release();
    }

    private void Resume()
    {
        ReadOnlyMemory<byte> answer;
        try
        {
            answer = _answering.GetResult();
        }
        catch (Exception e)
        {
            EndFailed(e);
            return;
        }

        _service.End(this, ReplyStatus.Ok, answer);
    }
#pragma warning restore CA2012, VSTHRD002

    private void EndFailed(Exception e) => _service.End(
        this, e is OperationCanceledException ? ReplyStatus.Cancelled : ReplyStatus.HandlerFailed, answer: default);

    private void Release()
    {
        _buffer?.Release();
        _buffer = null;
    }
}
