using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Sockets.Transport.Buffers;
using Sockets.Transport.ZeroMq.Internal.Peers;
using Sockets.Transport.ZeroMq.Internal.Receiving;
using Sockets.Transport.ZeroMq.Internal.Sending;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <summary>
/// REQ: one request at a time, to the next peer that has room, and its answer. By connection, the answer is what the peer that
/// was asked sends next: one whose request is given up is disconnected, so that its answer can reach no other request. By
/// number, each request carries one that its answer has to repeat, and the connection stays.
/// </summary>
internal sealed class Requesting : IPattern, IValueTaskSource<ZmqMessage>
{
    private static readonly byte[] s_delimiter = [(byte)FrameFlags.More, 0];

    private readonly SocketCore _core;
    private readonly ZmqRequestMatching _matching;
    private readonly RoundRobin _sending;
    private readonly Pulse _room = new();

    // Guarded by the gate, which is held while a request is sent, so that its answer does not overtake it.
    private readonly Lock _gate = new();
    private readonly byte[] _envelope;
    private uint _number = (uint)Random.Shared.Next();
    private ManualResetValueTaskSourceCore<ZmqMessage> _answer = new() { RunContinuationsAsynchronously = true };
    private Peer? _asked;
    private bool _isBusy;

    public Requesting(SocketCore core, ZmqRequestMatching matching)
    {
        _core = core;
        _matching = matching;
        _sending = new RoundRobin(core);
        _envelope = matching == ZmqRequestMatching.ByNumber ? [(byte)FrameFlags.More, sizeof(uint), 0, 0, 0, 0, .. s_delimiter] : s_delimiter;
    }

    /// <summary>What stands before a request, and before its answer. Changes with every request.</summary>
    public ReadOnlyMemory<byte> Envelope => _envelope;

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
            if (_matching == ZmqRequestMatching.ByNumber)
            {
                BinaryPrimitives.WriteUInt32BigEndian(_envelope.AsSpan(FrameHeader.ShortSize), ++_number);
            }
        }

        try
        {
            await SendAsync(request, cancellationToken).ConfigureAwait(false);
            using CancellationTokenRegistration cancelling = cancellationToken.UnsafeRegister(
                static (state, token) => ((Requesting)state!).GiveUp(token), this);
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
        ((IPattern)_sending).OnReady(peer);
        _room.Beat();
    }

    void IPattern.OnMessage(Peer peer, ReadOnlySpan<byte> message)
    {
        bool isAwaited;
        lock (_gate)
        {
            isAwaited = ReferenceEquals(_asked, peer) && message.StartsWith(_envelope);
            _asked = isAwaited ? null : _asked;
        }

        if (!isAwaited)
        {
            peer.CountFiltered();
            return;
        }

        peer.CountTaken();
        ReadOnlySpan<byte> body = message[_envelope.Length..];
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
        if (TakeAsked(peer) is not null)
        {
            _answer.SetException(new ConnectionClosedException(
                CloseReason.PeerReset, $"The peer {peer.Address} was lost before it answered; whether it dealt with the request is not known."));
        }
    }

    void IPattern.OnClosed()
    {
        _room.Beat();
        if (TakeAsked() is not null)
        {
            _answer.SetException(new ObjectDisposedException(typeof(ZmqSocket).FullName));
        }
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
            }

            return status;
        }
    }

    private void GiveUp(CancellationToken token)
    {
        if (TakeAsked() is not { } asked)
        {
            return;
        }

        if (_matching == ZmqRequestMatching.ByConnection)
        {
            // Not asked again, and gone before the next request can be made.
            ((IPattern)_sending).OnGone(asked);
            asked.Close(CloseReason.LocalClose, "a request to it was given up, and its answer must reach no other");
        }

        _answer.SetException(new OperationCanceledException(token));
    }

    /// <summary>Takes the peer whose answer is awaited, if there is one and it is the one that is meant.</summary>
    private Peer? TakeAsked(Peer? meant = null)
    {
        lock (_gate)
        {
            Peer? asked = meant is null || ReferenceEquals(meant, _asked) ? _asked : null;
            _asked = asked is null ? _asked : null;
            return asked;
        }
    }
}
