using Sockets.Transport.Diagnostics;
using Sockets.Transport.Links;
using Sockets.Transport.ZeroMq.Internal.Endpoints;
using Sockets.Transport.ZeroMq.Internal.Patterns;
using Sockets.Transport.ZeroMq.Internal.Peers;
using Sockets.Transport.ZeroMq.Internal.Receiving;
using Sockets.Transport.ZeroMq.Internal.Sending;

namespace Sockets.Transport.ZeroMq.Internal;

/// <summary>
/// What every kind of socket has: endpoints, the peers that came by them, one clock for all, statistics, and an end. What is
/// done with the peers is the pattern's.
/// </summary>
internal sealed partial class SocketCore : ITicked
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Pulse _readiness = new();

    // Guarded by the gate.
    private readonly Lock _gate = new();
    private readonly List<IBoundEndpoint> _bound = [];
    private readonly List<ConnectedEndpoint> _connected = [];
    private readonly TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _disposal;
    private int _running = 1;
    private long _lastId;

    /// <summary>Replaced when it changes, so that it is read without the gate.</summary>
    private volatile Peer[] _peers = [];
    private int _ready;

    public SocketCore(ZmqSocketType type, ZmqOptions options, OverflowPolicy overflow, Func<SocketCore, IPattern> pattern)
    {
        options.Validate();
        Type = type;
        Options = options;
        QueueLimits = new QueueLimits(options.SendHighWaterMark, options.SendHighWaterMarkBytes, overflow);
        Clock = Ticker.For(options.TimeProvider);
        Received = new FairQueue(isInOrder: type == ZmqSocketType.XPub);
        Pattern = pattern(this);
        Clock.Add(this);
        ZmqMeter.Instance.OnOpened(this);
    }

    public ZmqSocketType Type { get; }

    public ZmqOptions Options { get; }

    public QueueLimits QueueLimits { get; }

    public Ticker Clock { get; }

    public IPattern Pattern { get; }

    /// <summary>What arrived and waits for a reader.</summary>
    public FairQueue Received { get; }

    public bool IsDisposed => Volatile.Read(ref _disposal) is not null;

    /// <summary>How many peers messages can flow to or from.</summary>
    public int Ready => Volatile.Read(ref _ready);

    /// <summary>Waits for peers at an endpoint.</summary>
    /// <returns>What peers connect to.</returns>
    public string Bind(string endpoint)
    {
        var name = EndpointName.Parse(endpoint, Purpose.Bind);
        IBoundEndpoint bound;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposal is not null, this);
            bound = name.EndPoint is InprocEndPoint inproc ? new BoundName(inproc, this) : new BoundEndpoint(name, this);
            _bound.Add(bound);
            _running++;
        }

        _ = UntilEndAsync(bound.AcceptAsync(_stopping.Token));
        return bound.Name;
    }

    /// <summary>Keeps up a connection to an endpoint.</summary>
    public void Connect(string endpoint)
    {
        var name = EndpointName.Parse(endpoint, Purpose.Connect);
        ConnectedEndpoint connected;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposal is not null, this);
            connected = new ConnectedEndpoint(name, this, _stopping.Token);
            _connected.Add(connected);
            _running++;
        }

        _ = UntilEndAsync(connected.KeepUpAsync());
    }

    /// <summary>Lets no more peers in there; those that came by it stay.</summary>
    /// <returns>Whether it was bound.</returns>
    public bool Unbind(string endpoint)
    {
        IBoundEndpoint? bound;
        lock (_gate)
        {
            bound = _bound.Find(one => one.Name == endpoint);
            _ = bound is not null && _bound.Remove(bound);
        }

        bound?.Dispose();
        return bound is not null;
    }

    /// <summary>Gives up a connection.</summary>
    /// <returns>Whether it was connected to.</returns>
    public bool Disconnect(string endpoint)
    {
        ConnectedEndpoint? connected;
        lock (_gate)
        {
            connected = _connected.Find(one => one.Name == endpoint);
            _ = connected is not null && _connected.Remove(connected);
        }

        connected?.Dispose();
        return connected is not null;
    }

    /// <summary>Runs a peer to its end.</summary>
    public async Task<PeerEnd> RunAsync(Peer peer)
    {
        try
        {
            PeerEnd end = await peer.RunAsync().ConfigureAwait(false);
            if (!end.WasReady)
            {
                Interlocked.Increment(ref _handshakeFailures);
            }

            if (end.Reason == CloseReason.PeerSilent)
            {
                Interlocked.Increment(ref _silent);
            }

            Remove(peer, end.WasReady);
            peer.TellDrops();
            Report(new ZmqEvent(
                end.WasReady ? ZmqEventKind.Disconnected : ZmqEventKind.HandshakeFailed, peer.Endpoint, peer.Address, peer.Id, end.Reason, end.Text)
            {
                Traffic = end.WasReady ? peer.GetTraffic() : default,
            });
            return end;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>A peer's handshake is over.</summary>
    public void OnReady(Peer peer)
    {
        Interlocked.Increment(ref _ready);
        Interlocked.Increment(ref _connects);
        _readiness.Beat();
        Report(new ZmqEvent(ZmqEventKind.Connected, peer.Endpoint, peer.Address, peer.Id, CloseReason.None, ""));
    }

    /// <summary>Waits until so many peers are ready.</summary>
    public async ValueTask WaitForPeersAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change = _readiness.Next;
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            if (Ready >= count)
            {
                return;
            }

            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells whoever wants to know.</summary>
    public void Report(ZmqEvent what)
    {
        Log(what);
        try
        {
            Options.Monitor?.Invoke(what);
        }
        catch (Exception)
        {
            // As promised: what the application throws there is its own.
        }
    }

    /// <summary>What the caller is told whose message is longer than it may be.</summary>
    public ArgumentException TooLong(int length) => new(
        $"The message takes {length} bytes with its headers, the limit is {Options.Limits.MaxMessageLength} (ZmqLimits.MaxMessageLength).");

    private static void Log(ZmqEvent what)
    {
        TransportEventSource log = TransportEventSource.Log;
        switch (what.Kind)
        {
            case ZmqEventKind.Connected:
                log.Opened("zeromq", what.Endpoint, what.Peer);
                break;
            case ZmqEventKind.Disconnected when what.Reason is CloseReason.LocalClose or CloseReason.PeerClose:
                log.Closed("zeromq", what.Endpoint, what.Peer, what.Reason.ToString());
                break;
            case ZmqEventKind.Refused:
                log.Refused(what.Peer, what.Reason.ToString(), what.Text);
                break;
            default:
                log.Failed("zeromq", what.Endpoint, what.Peer, what.Reason.ToString(), what.Text);
                break;
        }
    }

    private void Remove(Peer peer, bool wasReady)
    {
        lock (_gate)
        {
            _peers = [.. _peers.Where(other => !ReferenceEquals(other, peer))];
            Received.Depart(peer.Inbox);
            _ended = _ended.Plus(peer.GetTraffic());
        }

        if (wasReady)
        {
            Interlocked.Decrement(ref _ready);
        }
    }

    void ITicked.OnTick(long now)
    {
        foreach (Peer peer in _peers)
        {
            peer.OnTick(now);
        }
    }
}
