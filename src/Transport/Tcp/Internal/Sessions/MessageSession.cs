using System.Diagnostics;
using Sockets.Transport.Flow;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Receiving;
using Sockets.Transport.Tcp.Internal.Requests;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tcp.Internal.Streams;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <summary>
/// The TRN1 protocol of one connection: handshake, messages under credit, heartbeats with sequence audit, and farewell.
/// What arrives is in <c>MessageSession.Receive.cs</c>, the handshake in <c>MessageSession.Handshake.cs</c>.
/// </summary>
internal sealed partial class MessageSession : IStreamUser
{
    /// <summary>Bytes that may wait for the kernel: four batches, so that the sender never runs dry between two.</summary>
    private const int OutboxCapacity = 4 * Outbox.BatchLength;

    private readonly MessageConnection _connection;
    private readonly SessionSetup _setup;
    private readonly SessionRole _role;
    private readonly Lock _gate = new();
    private StreamPump _pump;
    private ControlLane _control = new();
    private readonly ReceiveCredit _credit;
    private readonly WindowGrowth _growth;
    private readonly FragmentAssembler _assembler;
    private readonly Acknowledgements _acknowledgements = new();
    private readonly TaskCompletionSource _established = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _peerLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _startedAt;
    private SessionTerms _peer;
    private ReasonCode _fault = ReasonCode.Protocol;
    private volatile Phase _phase;
    private int _leaving;
    private long _lastHeartbeat;
    private long _roundTripTicks = -1;

    public MessageSession(MessageConnection connection, Links.IStreamLink link, SessionRole role, SessionSetup setup)
    {
        _connection = connection;
        _setup = setup;
        _role = role;
        _phase = role == SessionRole.Client ? Phase.ExpectWelcome : Phase.ExpectPreamble;
        int largest = (int)SessionOptions.WireLength(setup.Limits.MaxMessageLength, SessionOptions.MaxFramePayload);
        _credit = new ReceiveCredit(setup.Session.WindowBytes, setup.Session.WindowMessages, largest);
        _growth = new WindowGrowth(setup.Session.MaxWindowBytes, Stopwatch.Frequency);
        _assembler = new FragmentAssembler(setup.Pool, setup.Limits.MaxMessageLength);
        _pump = MakePump(link);
        var queue = new SendQueueSetup(setup.Session.Overflow, setup.Session.QueueMessages, setup.Session.QueueBytes);
        Lane = new SendLane(_pump.Outbox, setup.Pool, queue, OnSlowConsumer);
        Calls = new RequestCalls(Ticker.For(setup.Time), Lane, setup.Session.Overflow);
        Service = new RequestService(connection, Ticker.For(setup.Time), Lane, setup.Requests, cost => OnReleased(cost, count: 1));
        Inbox = new Inbox(InboxSetup.Of(setup, largest, OnReleased));
        Reader = new MessageReader(Inbox, EndOfStream, setup.Time);
        _startedAt = _pump.Now;
    }

    private enum Phase
    {
        ExpectPreamble,
        ExpectHello,
        ExpectWelcome,

        /// <summary>The server asks who the client is, and reads nothing meanwhile.</summary>
        Authenticating,
        Open,

        /// <summary>The peer said farewell: its stream may only end now.</summary>
        PeerLeft,
    }

    public string Kind => "session";

    public StreamPump Pump => _pump;

    public SendLane Lane { get; }

    public Inbox Inbox { get; }

    public MessageReader Reader { get; }

    /// <summary>Completes when the handshake is done; fails when it never will be.</summary>
    public Task Established => _established.Task;

    public bool IsEstablished => _phase >= Phase.Open;

    /// <summary>The last round trip of a heartbeat.</summary>
    public TimeSpan? RoundTrip
    {
        get
        {
            long ticks = Volatile.Read(ref _roundTripTicks);
            return ticks < 0 ? null : Stopwatch.GetElapsedTime(0, ticks);
        }
    }

    public ConnectionStats GetStats()
    {
        SendCounters sent;
        WireCounters wire;
        lock (_gate)
        {
            sent = Lane.Count();
            wire = _before.Plus(WireCounters.Of(_pump));
        }

        long missed = Volatile.Read(ref _missed);
        return StatsBuilder.Build(sent, wire) with
        {
            MessagesReceived = (long)Received - missed,
            MissedInGaps = missed,
            Resumptions = Volatile.Read(ref _resumptions),
            BytesReceived = ReceivedBytes,
            MessagesDelivered = Handled + Inbox.Delivered,
            MessagesUnread = Inbox.Unread,
            RoundTrip = RoundTrip,
        };
    }

    /// <summary>Begins the conversation.</summary>
    public void Start()
    {
        bool isOpen = _pump.Link.IsOpen;
        _pump.Start();
        if (isOpen)
        {
            OnOpened();
        }
    }

    public int WriteControl(Span<byte> destination, ulong messagesOnWire)
    {
        if (_life.IsMute || _control.Greets)
        {
            return _control.Write(destination, messagesOnWire, Received, _credit);
        }

        int cancels = _control.IsOver ? 0 : Calls.WriteCancels(destination[..CancelsLength], messagesOnWire);
        return cancels + _control.Write(destination[cancels..], messagesOnWire, Received, _credit);
    }

    public bool IsBrokenOff => _control.IsBrokenOff;

    public void OnRoom() => Lane.Pump();

    public void OnTick(long now)
    {
        if (!IsEstablished)
        {
            if (now - _startedAt > _setup.Limits.HandshakeTimeout.TotalMilliseconds)
            {
                Fail(CloseReason.HandshakeTimeout, ReasonCode.Timeout, $"The handshake took longer than {_setup.Limits.HandshakeTimeout.TotalSeconds} s.");
            }

            return;
        }

        CheckAwaited(now);
        if (now - _lastHeartbeat >= _setup.Session.HeartbeatInterval.TotalMilliseconds - Ticker.Period.TotalMilliseconds / 2)
        {
            _lastHeartbeat = now;
            Say(static control => control.AskProbe(Clock()));
        }

        Calls.OnTick(now);
        Service.OnTick(now);
        if (_phase == Phase.PeerLeft)
        {
            // It promised to say nothing more, and still listens.
            return;
        }

        // What waits unread in the kernel shows that the peer lives, and that it is this process that is slow.
        long silent = now - _pump.LastReceived;
        if (silent > (long)_peer.HeartbeatMilliseconds * _setup.Session.DeadAfterMissed && !_pump.Link.HasUnread)
        {
            _pump.Close(CloseReason.PeerSilent, new ConnectionClosedException(
                CloseReason.PeerSilent, $"Nothing was heard from the peer for {silent} ms; it promised a sign of life every {_peer.HeartbeatMilliseconds} ms."));
        }
    }

    private StreamPump MakePump(Links.IStreamLink link) => new(
        link, this, _setup.Driver, _setup.Limits, new StreamSetup(OutboxCapacity, _setup.Pool, _setup.Time) { Gate = _gate });

    private static ulong Clock() => (ulong)Stopwatch.GetTimestamp();

    /// <summary>Asks for control frames and sends them, unless somebody is sending already, who then takes them along.</summary>
    private void Say(Action<ControlLane> ask)
    {
        Outbox? send;
        lock (_gate)
        {
            // Without a connection nothing can be said; what matters of it is said again when there is one.
            send = _life.IsMute ? null : Ask(ask);
        }

        send?.SendNow();
    }

    private void SayHandshake(Action<ControlLane> ask)
    {
        Outbox? send;
        lock (_gate)
        {
            send = Ask(ask);
        }

        send?.SendNow();
    }

    private Outbox? Ask(Action<ControlLane> ask)
    {
        ask(_control);
        _pump.Outbox.RequestControl();
        return _pump.Outbox.TakeRole() ? _pump.Outbox : null;
    }
}
