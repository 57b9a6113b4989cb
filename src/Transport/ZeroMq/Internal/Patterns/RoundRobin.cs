using System.Runtime.CompilerServices;
using Sockets.Transport.ZeroMq.Internal.Peers;
using Sockets.Transport.ZeroMq.Internal.Receiving;
using Sockets.Transport.ZeroMq.Internal.Sending;

namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <summary>
/// PUSH, PULL, PAIR and DEALER: each message goes to the next peer that has room, and what any of them sends is received.
/// </summary>
internal sealed class RoundRobin : IPattern
{
    private readonly SocketCore _core;
    private readonly Pulse _room = new();

    // Guarded by the gate.
    private readonly Lock _gate = new();
    private Peer[] _peers = [];
    private int _turn;

    public RoundRobin(SocketCore core) => _core = core;

    /// <summary>Sends to the next peer that has room. Never blocks.</summary>
    public SendStatus TrySend(scoped in OutgoingMessage message) => TrySend(message, out _);

    /// <summary>Sends to the next peer that has room, and says to which. Never blocks.</summary>
    public SendStatus TrySend(scoped in OutgoingMessage message, out Peer? receiver)
    {
        receiver = null;
        if (_core.IsDisposed)
        {
            return SendStatus.Closed;
        }

        if (message.WireLength > _core.Options.Limits.MaxMessageLength)
        {
            return SendStatus.TooLarge;
        }

        Peer[] peers;
        int first;
        lock (_gate)
        {
            peers = _peers;
            first = _turn++;
        }

        for (int i = 0; i < peers.Length; i++)
        {
            Peer peer = peers[(int)((uint)(first + i) % (uint)peers.Length)];
            if (peer.Queue.TryAdd(message) == QueueResult.Queued)
            {
                receiver = peer;
                return SendStatus.Sent;
            }
        }

        return peers.Length == 0 ? SendStatus.NotConnected : SendStatus.BackPressured;
    }

    /// <summary>Sends to the next peer that has room, once there is one.</summary>
    public ValueTask SendAsync(MessageParts message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return TrySend(message.ToMessage()) == SendStatus.Sent ? ValueTask.CompletedTask : WaitAsync(message, cancellationToken);
    }

    int IPattern.TopicsOf(Peer peer) => 0;

    void IPattern.OnReady(Peer peer)
    {
        lock (_gate)
        {
            if (_core.Type == ZmqSocketType.Pair && _peers.Length > 0)
            {
                throw new ProtocolViolationException("A PAIR socket has one peer, and this one has it already.", CloseReason.LimitReached);
            }

            _peers = [.. _peers, peer];
        }

        _room.Beat();
    }

    void IPattern.OnMessage(Peer peer, ReadOnlySpan<byte> message)
    {
        if (_core.Type == ZmqSocketType.Push)
        {
            peer.CountFiltered();
        }
        else
        {
            peer.Inbox.Add(message);
        }
    }

    void IPattern.OnSubscription(Peer peer, Wish wish, ReadOnlySpan<byte> topic)
    {
        // There is nothing to subscribe to.
    }

    void IPattern.OnRoom(Peer peer) => _room.Beat();

    void IPattern.OnGone(Peer peer)
    {
        lock (_gate)
        {
            _peers = [.. _peers.Where(other => !ReferenceEquals(other, peer))];
        }
    }

    void IPattern.OnClosed() => _room.Beat();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WaitAsync(MessageParts message, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room = _room.Next;
            switch (TrySend(message.ToMessage()))
            {
                case SendStatus.Sent:
                    return;
                case SendStatus.TooLarge:
                    throw _core.TooLong(message.ToMessage().WireLength);
                case SendStatus.Closed:
                    throw new ObjectDisposedException(typeof(ZmqSocket).FullName);
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
