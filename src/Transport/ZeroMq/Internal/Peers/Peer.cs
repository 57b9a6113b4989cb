using System.Net.Sockets;
using Sockets.Transport.Buffers;
using Sockets.Transport.Links;
using Sockets.Transport.ZeroMq.Internal.Patterns;
using Sockets.Transport.ZeroMq.Internal.Receiving;
using Sockets.Transport.ZeroMq.Internal.Sending;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.ZeroMq.Internal.Peers;

/// <summary>One connection: its receive loop, its queue, its deadlines, and the one way to end, in which the first reason wins.</summary>
internal sealed partial class Peer : IZmtpSink, IQueueOwner
{
    private readonly IStreamLink _link;
    private readonly SocketCore _core;
    private readonly IPattern _pattern;
    private readonly ZmtpEngine _engine;
    private readonly ReceiveBuffer _buffer;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _ending = new();
    private readonly long _started;
    private PeerEnd? _end;
    private volatile SendFailure? _sendFailure;
    private bool _wasReady;

    public Peer(IStreamLink link, SocketCore core, string endpoint, long id)
    {
        ZmqOptions options = core.Options;
        _link = link;
        _core = core;
        _pattern = core.Pattern;
        Id = id;
        Endpoint = endpoint;
        Address = link.RemoteEndPoint?.ToString() ?? "";
        _started = _lastReceived = core.Clock.Now;
        _buffer = new ReceiveBuffer(options.Pool);
        Queue = new PeerQueue(link, this, options.Pool, core.QueueLimits);
        Inbox = new PeerInbox(core.Received, this, options.Pool, options.ReceiveHighWaterMark, options.ReceiveHighWaterMarkBytes);
        var setup = new EngineSetup
        {
            Type = core.Type,
            Identity = options.RoutingId.ToArray(),
            Asks = options.Authenticate is not null,
            MaxMessageLength = options.Limits.MaxMessageLength,
            Pool = options.Pool,
        };
        _engine = new ZmtpEngine(setup, options.Security.NewMechanism(), this);
    }

    public long Id { get; }

    /// <summary>A small number that no other ready peer of the socket has. Set when it gets ready.</summary>
    public int Slot { get; set; }

    public string Endpoint { get; }

    public string Address { get; }

    public PeerQueue Queue { get; }

    public PeerInbox Inbox { get; }

    /// <summary>The longest message that may be sent to it, headers included.</summary>
    public int MaxMessageLength => _core.Options.Limits.MaxMessageLength;

    /// <summary>What it said of itself; null before its handshake is over.</summary>
    public PeerTerms? Terms { get; private set; }

    /// <summary>Sends PING, takes note of silence and tells of drops; on the socket's clock.</summary>
    public void OnTick(long now)
    {
        double handshake = _core.Options.Limits.HandshakeTimeout.TotalMilliseconds;
        if (Terms is not null)
        {
            CheckLife(now);
            TellDrops();
        }
        else if (now - _started > handshake)
        {
            Close(CloseReason.HandshakeTimeout, $"the handshake was not over after {now - _started} ms (limit {handshake} ms)");
        }
    }

    /// <summary>Runs the connection until it has ended and every buffer is back, but for what waits in the inbox.</summary>
    public async Task<PeerEnd> RunAsync()
    {
        _engine.Start();

        // A peer that keeps sending would hold whoever accepted it or connected to it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await ReceiveUntilEndAsync().ConfigureAwait(false);
        PeerEnd end = _end ?? default;
        End(end.Reason);
        await Queue.CloseAsync().ConfigureAwait(false);
        Inbox.Close();
        if (_wasReady)
        {
            _pattern.OnGone(this);
        }

        Inbox.Publish();
        _engine.Dispose();
        _buffer.Dispose();
        _link.Dispose();
        return end with { WasReady = _wasReady };
    }

    /// <summary>Ends the connection; the first reason wins. Never blocks, may be called from anywhere.</summary>
    public void Close(CloseReason reason, string text)
    {
        lock (_ending)
        {
            if (_end is not null)
            {
                return;
            }

            _end = new PeerEnd(reason, text, WasReady: false);
        }

        // Elsewhere, for what hangs on it is the application's.
        _ = _closing.CancelAsync();
        End(reason);
        Inbox.Close();
    }

    public ZmqPeerStats GetStats() => new(Id, Endpoint, Address, Terms?.Type, _pattern.TopicsOf(this), GetTraffic());

    public ZmqTraffic GetTraffic()
    {
        QueueCounters sent = Queue.Counters;

        // In this order, so that no message is delivered that was not added.
        long discarded = Inbox.Discarded;
        long delivered = Inbox.Delivered;
        long added = Inbox.Added;
        long filtered = Volatile.Read(ref _filtered);
        long taken = Volatile.Read(ref _taken);
        return new ZmqTraffic
        {
            Offered = sent.Offered,
            Sent = sent.Sent,
            DroppedNewest = sent.DroppedNewest,
            DroppedOldest = sent.DroppedOldest,
            Conflated = sent.Conflated,
            DroppedAtClose = sent.DroppedAtClose,
            Pending = sent.Pending,
            PendingBytes = sent.PendingBytes,
            PendingHighest = sent.PendingHighest,
            Received = added + filtered + taken,
            Delivered = delivered + taken,
            Filtered = filtered,
            Unread = added - delivered - discarded,
            Discarded = discarded,
            WireBytesSent = sent.WireBytes,
            WireBytesReceived = Volatile.Read(ref _wireReceived),
            SendCalls = sent.SendCalls,
        };
    }

    void IQueueOwner.OnRoom() => _pattern.OnRoom(this);

    /// <summary>What came before is still to be read, so it is the receive loop that finds the end. Nobody waits for room until then.</summary>
    void IQueueOwner.OnSendFailed(SocketError error)
    {
        _sendFailure = new SendFailure(error, _core.Clock.Now);
        _pattern.OnRoom(this);
    }

    void IQueueOwner.OnTooSlow(string what) => Close(CloseReason.SlowConsumer, $"the peer cannot keep up: {what}");

    private bool IsClosing
    {
        get
        {
            lock (_ending)
            {
                return _end is not null;
            }
        }
    }

    /// <summary>
    /// Ends the link: with a reset where waiting for the peer would be in vain, and else so that what the kernel still holds
    /// arrives, for which the end has to be announced before the socket is disposed.
    /// </summary>
    private void End(CloseReason reason)
    {
        if (reason is CloseReason.PeerReset or CloseReason.PeerSilent or CloseReason.SlowConsumer or CloseReason.LocalAbort)
        {
            _link.Abort();
        }
        else
        {
            _link.ShutdownSend();
            _link.Dispose();
        }
    }
}
