using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Sockets.Transport.ZeroMq.Internal.Peers;
using Sockets.Transport.ZeroMq.Internal.Receiving;
using Sockets.Transport.ZeroMq.Internal.Sending;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <summary>ROUTER: each message goes to the peer that its first frame names, and each one received begins with its peer's name.</summary>
internal sealed class Routing : IPattern
{
    private readonly SocketCore _core;
    private readonly ZmqRoutingIdHandover _handover;
    private readonly Pulse _room = new();

    // Guarded by the gate.
    private readonly Lock _gate = new();
    private readonly Dictionary<byte[], Peer> _peers = new(TopicCounts.ByContent);
    private readonly Dictionary<byte[], Peer>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly Dictionary<Peer, byte[]> _envelopes = [];
    private int _lastName = Random.Shared.Next();

    public Routing(SocketCore core, ZmqRoutingIdHandover handover)
    {
        _core = core;
        _handover = handover;
        _lookup = _peers.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Sends to the peer of that name. Never blocks.</summary>
    public SendStatus TrySend(ReadOnlySpan<byte> routingId, scoped in OutgoingMessage message)
    {
        if (_core.IsDisposed)
        {
            return SendStatus.Closed;
        }

        if (message.WireLength > _core.Options.Limits.MaxMessageLength)
        {
            return SendStatus.TooLarge;
        }

        Peer? peer;
        lock (_gate)
        {
            if (!_lookup.TryGetValue(routingId, out peer))
            {
                return SendStatus.NotConnected;
            }
        }

        return peer.Queue.TryAdd(message) switch
        {
            QueueResult.Queued => SendStatus.Sent,
            QueueResult.Full => SendStatus.BackPressured,
            _ => SendStatus.NotConnected,
        };
    }

    /// <summary>Sends to the peer of that name, once it has room; tells at once when there is no such peer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> routingId, MessageParts message, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room = _room.Next;
            SendStatus status = TrySend(routingId.Span, message.ToMessage());
            if (status != SendStatus.BackPressured)
            {
                return status;
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    int IPattern.TopicsOf(Peer peer) => 0;

    void IPattern.OnReady(Peer peer)
    {
        byte[] asked = peer.Terms!.Identity;
        if (asked is [0, ..])
        {
            throw new ProtocolViolationException(
                $"The peer asks for the routing id {WireText.Show(asked)}, which begins with 0: those are made by ROUTER sockets.");
        }

        Peer? former;
        lock (_gate)
        {
            byte[] name = asked.Length > 0 ? asked : MakeName();
            if (_peers.TryGetValue(name, out former) && _handover == ZmqRoutingIdHandover.ToNobody)
            {
                throw new ProtocolViolationException(
                    $"Another peer has the routing id {WireText.Show(name)} already.", CloseReason.LimitReached);
            }

            _peers[name] = peer;
            byte[] envelope = new byte[FrameHeader.SizeFor(name.Length) + name.Length];
            name.CopyTo(envelope, FrameHeader.Write(envelope, FrameFlags.More, name.Length));
            _envelopes.Add(peer, envelope);
        }

        former?.Close(CloseReason.LocalAbort, "another peer has come with its routing id, and has it now");
    }

    void IPattern.OnMessage(Peer peer, ReadOnlySpan<byte> message)
    {
        byte[] envelope;
        lock (_gate)
        {
            envelope = _envelopes[peer];
        }

        peer.Inbox.Add(message, envelope);
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
            _envelopes.Remove(peer, out byte[]? envelope);
            ReadOnlySpan<byte> name = OutgoingMessage.FirstFrameOf(envelope);
            if (_lookup.TryGetValue(name, out Peer? holder) && ReferenceEquals(holder, peer))
            {
                _lookup.Remove(name);
            }
        }

        _room.Beat();
    }

    void IPattern.OnClosed() => _room.Beat();

    /// <summary>A name for a peer that has none: a 0 and a number, which no peer can ask for.</summary>
    private byte[] MakeName()
    {
        byte[] name = new byte[1 + sizeof(int)];
        do
        {
            BinaryPrimitives.WriteInt32BigEndian(name.AsSpan(1), ++_lastName);
        }
        while (_peers.ContainsKey(name));
        return name;
    }
}
