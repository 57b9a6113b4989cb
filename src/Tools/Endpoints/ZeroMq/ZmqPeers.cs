using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>
/// Who is on the other side of a socket, from what its monitor hears: those that are there, those that have gone, and
/// whether the last one has. ZeroMQ knows no end of a stream; that is the nearest to one.
/// </summary>
internal sealed class ZmqPeers : IDisposable
{
    /// <summary>So many of those that have gone are remembered one by one.</summary>
    private const int MostRemembered = 1_000;

    private readonly ChannelSettings _settings;
    private readonly TaskCompletionSource<ConnectionClosedException> _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _deserting = new();

    // Guarded by the gate.
    private readonly Lock _gate = new();
    private readonly Dictionary<long, ZmqPeer> _here = [];
    private readonly Queue<ReceiverSample> _gone = new();
    private CancellationTokenSource? _either;
    private CancellationToken _other;
    private int _number;
    private volatile bool _isEnding;

    public ZmqPeers(ChannelSettings settings)
    {
        _settings = settings;
        Deserted = _deserting.Token;
    }

    /// <summary>Told why a peer that was connected to will not do, once there was one.</summary>
    public Task<ConnectionClosedException> Refused => _refused.Task;

    /// <summary>Why connecting failed the last time; null when it has not.</summary>
    public string? LastFailure { get; private set; }

    /// <summary>The peer that came last; empty before.</summary>
    public string LastName { get; private set; } = "";

    /// <summary>How a peer ended, the first that did so in disorder; null when all left in order.</summary>
    public ConnectionClosedException? Broken { get; private set; }

    /// <summary>Cancelled when there were peers and the last one has gone.</summary>
    public CancellationToken Deserted { get; }

    /// <summary>Cancelled by either: for waits that should last only as long as somebody is there. One caller at a time.</summary>
    public CancellationToken WhileAnybodyIsHere(CancellationToken cancellationToken)
    {
        if (_either is null || _other != cancellationToken)
        {
            _either?.Dispose();
            _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Deserted);
            _other = cancellationToken;
        }

        return _either.Token;
    }

    /// <summary>Fails when a peer ended in disorder.</summary>
    /// <exception cref="ConnectionClosedException">How the first of them did.</exception>
    public void ThrowIfBroken()
    {
        if (Broken is { } broken)
        {
            throw broken;
        }
    }

    /// <summary>From here on peers go because this side does.</summary>
    public void End() => _isEnding = true;

    /// <summary>The socket's monitor.</summary>
    public void OnEvent(ZmqEvent what)
    {
        switch (what.Kind)
        {
            case ZmqEventKind.Connected:
                OnConnected(what);
                break;
            case ZmqEventKind.Disconnected:
                OnDisconnected(what);
                break;
            case ZmqEventKind.ConnectFailed:
                LastFailure = what.Text;
                break;
            case ZmqEventKind.HandshakeFailed when !_isEnding:
                OnHandshakeFailed(what);
                break;
            case ZmqEventKind.Refused:
                _settings.OnNotice($"{NameOf(what)} was not let in: {what.Text}");
                break;
        }
    }

    /// <summary>All that were there, in the order in which they came.</summary>
    /// <param name="peers">Those that are.</param>
    public IReadOnlyList<ReceiverSample> Sample(IReadOnlyList<ZmqPeerStats> peers)
    {
        List<ReceiverSample> samples = [];
        lock (_gate)
        {
            samples.AddRange(_gone);
            foreach (ZmqPeerStats one in peers)
            {
                if (_here.TryGetValue(one.Id, out ZmqPeer? peer))
                {
                    samples.Add(peer.Sample(ZmqCounts.Of(one.Traffic)));
                }
            }
        }

        samples.Sort(static (one, other) => one.Number.CompareTo(other.Number));
        return samples;
    }

    public void Dispose()
    {
        _either?.Dispose();
        _deserting.Dispose();
    }

    private void OnConnected(ZmqEvent what)
    {
        ZmqPeer peer;
        lock (_gate)
        {
            peer = new ZmqPeer(++_number, NameOf(what));
            _here.Add(what.PeerId, peer);
            LastName = peer.Name;
        }

        if (_settings.Receivers is not null)
        {
            _settings.OnNotice($"{peer.Name} has joined");
        }
    }

    private void OnDisconnected(ZmqEvent what)
    {
        ZmqPeer? peer;
        ReceiverSample last;
        bool isDeserted;
        lock (_gate)
        {
            if (!_here.Remove(what.PeerId, out peer))
            {
                return;
            }

            last = peer.Last(StateAfter(what.Reason), ZmqCounts.Of(what.Traffic));
            _gone.Enqueue(last);
            if (_gone.Count > MostRemembered)
            {
                _gone.Dequeue();
            }

            isDeserted = _here.Count == 0;
        }

        if (_isEnding)
        {
            return;
        }

        Tell(peer, last, what);
        if (isDeserted && !_settings.KeepOpen)
        {
            _ = _deserting.CancelAsync();
        }
    }

    private void Tell(ZmqPeer peer, ReceiverSample last, ZmqEvent what)
    {
        string counts = _settings.Purpose == Purpose.Send ? $": {last.Stats.Sent} sent, {last.Stats.Lost} lost" : "";
        if (last.State == ReceiverState.Lost)
        {
            Broken ??= new ConnectionClosedException(what.Reason, $"{peer.Name} is lost: {what.Text}");
            _settings.OnNotice($"{peer.Name} is lost ({what.Reason}){counts}");
        }
        else if (_settings.Receivers is not null)
        {
            _settings.OnNotice($"{peer.Name} has left{counts}");
        }
    }

    private void OnHandshakeFailed(ZmqEvent what)
    {
        // One that closed meanwhile may be there again soon; anything else would end the same way.
        if (_settings.Listen)
        {
            _settings.OnNotice($"{NameOf(what)} was not let in: {what.Text}");
        }
        else if (what.Reason is not (CloseReason.PeerClose or CloseReason.PeerReset))
        {
            _refused.TrySetResult(new ConnectionClosedException(what.Reason, what.Text));
        }
        else
        {
            LastFailure = what.Text;
        }
    }

    private static ReceiverState StateAfter(CloseReason reason) => reason switch
    {
        CloseReason.LocalClose => ReceiverState.Finished,
        CloseReason.PeerClose => ReceiverState.Left,
        _ => ReceiverState.Lost,
    };

    /// <summary>Peers over TCP have an address; others are told apart by their number.</summary>
    private string NameOf(ZmqEvent what) => _settings.Endpoint.Path.Length == 0
        ? "tcp://" + what.Peer
        : $"{_settings.Endpoint.Zmq!.Address} #{what.PeerId}";
}
