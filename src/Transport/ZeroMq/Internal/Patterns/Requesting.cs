using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Sockets.Transport.Buffers;
using Sockets.Transport.ZeroMq.Internal.Peers;
using Sockets.Transport.ZeroMq.Internal.Receiving;
using Sockets.Transport.ZeroMq.Internal.Sending;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <summary>
/// REQ: one request at a time, to the next peer that has room, and its answer. Answers are told by their peer and their number:
/// one that comes after its request was given up belongs to nobody, and the next request gets its own.
/// </summary>
internal sealed class Requesting : IPattern, IValueTaskSource<ZmqMessage>
{
    private static readonly byte[] s_delimiter = [(byte)FrameFlags.More, 0];

    private readonly SocketCore _core;
    private readonly RoundRobin _sending;
    private readonly Pulse _room = new();

    // Guarded by the gate, which is held while a request is sent, so that its answer does not overtake it.
    private readonly Lock _gate = new();
    private readonly Dictionary<Peer, Talk> _talks = [];
    private ManualResetValueTaskSourceCore<ZmqMessage> _answer = new() { RunContinuationsAsynchronously = true };
    private Peer? _asked;
    private long _number;
    private bool _isBusy;

    public Requesting(SocketCore core)
    {
        _core = core;
        _sending = new RoundRobin(core);
    }

    /// <summary>What stands before every request.</summary>
    public static ReadOnlyMemory<byte> Delimiter => s_delimiter;

    /// <summary>Asks, and waits for the answer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ZmqMessage> RequestAsync(MessageParts request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isBusy)
            {
                throw new InvalidOperationException("A request waits for its answer already: a REQ socket asks one at a time.");
            }

            _isBusy = true;
        }

        try
        {
            await SendAsync(request, cancellationToken).ConfigureAwait(false);
            using CancellationTokenRegistration cancelling = cancellationToken.UnsafeRegister(
                static (state, token) => ((Requesting)state!).GiveUp(new OperationCanceledException(token)), this);
            return await new ValueTask<ZmqMessage>(this, _answer.Version).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _isBusy = false;
            }
        }
    }

    int IPattern.TopicsOf(Peer peer) => 0;

    void IPattern.OnReady(Peer peer)
    {
        lock (_gate)
        {
            _talks.Add(peer, new Talk());
        }

        ((IPattern)_sending).OnReady(peer);
        _room.Beat();
    }

    void IPattern.OnMessage(Peer peer, ReadOnlySpan<byte> message)
    {
        bool isAwaited;
        lock (_gate)
        {
            long number = ++_talks[peer].Answered;
            isAwaited = ReferenceEquals(_asked, peer) && number == _number && message.StartsWith(s_delimiter);
            _asked = isAwaited ? null : _asked;
        }

        if (!isAwaited)
        {
            peer.CountFiltered();
            return;
        }

        peer.CountTaken();
        ReadOnlySpan<byte> body = message[s_delimiter.Length..];
        PooledBuffer buffer = _core.Options.Pool.Rent(body.Length);
        body.CopyTo(buffer.Array);
        _answer.SetResult(new ZmqMessage(new Message(buffer, body.Length, sequence: 0), peer.Id));
    }

    void IPattern.OnSubscription(Peer peer, Wish wish, ReadOnlySpan<byte> topic)
    {
        // There is nothing to subscribe to.
    }

    void IPattern.OnRoom(Peer peer) => _room.Beat();

    void IPattern.OnGone(Peer peer)
    {
        ((IPattern)_sending).OnGone(peer);
        bool wasAsked;
        lock (_gate)
        {
            _talks.Remove(peer);
            wasAsked = ReferenceEquals(_asked, peer);
            _asked = wasAsked ? null : _asked;
        }

        if (wasAsked)
        {
            _answer.SetException(new ConnectionClosedException(
                CloseReason.PeerReset, $"The peer {peer.Address} was lost before it answered; whether it dealt with the request is not known."));
        }
    }

    void IPattern.OnClosed()
    {
        _room.Beat();
        GiveUp(new ObjectDisposedException(typeof(ZmqSocket).FullName));
    }

    ZmqMessage IValueTaskSource<ZmqMessage>.GetResult(short token) => _answer.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ZmqMessage>.GetStatus(short token) => _answer.GetStatus(token);

    void IValueTaskSource<ZmqMessage>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);

    private async ValueTask SendAsync(MessageParts request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            Task room = _room.Next;
            switch (TrySend(request.ToMessage()))
            {
                case SendStatus.Sent:
                    return;
                case SendStatus.TooLarge:
                    throw _core.TooLong(request.ToMessage().WireLength);
                case SendStatus.Closed:
                    throw new ObjectDisposedException(typeof(ZmqSocket).FullName);
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private SendStatus TrySend(scoped in OutgoingMessage request)
    {
        lock (_gate)
        {
            SendStatus status = _sending.TrySend(request, out Peer? peer);
            if (status == SendStatus.Sent)
            {
                _answer.Reset();
                _asked = peer;
                _number = ++_talks[peer!].Asked;
            }

            return status;
        }
    }

    private void GiveUp(Exception why)
    {
        lock (_gate)
        {
            if (_asked is null)
            {
                return;
            }

            _asked = null;
        }

        _answer.SetException(why);
    }

    /// <summary>How many requests a peer was sent, and how many messages it sent back.</summary>
    private sealed class Talk
    {
        public long Asked { get; set; }

        public long Answered { get; set; }
    }
}
