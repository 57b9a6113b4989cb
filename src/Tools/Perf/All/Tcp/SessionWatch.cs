using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Results;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.All.Tcp;

/// <summary>Looks at both sides of a session every few milliseconds, on a thread of its own.</summary>
internal sealed class SessionWatch : IDisposable
{
    // Ten looks at each heartbeat.
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(5);

    private readonly LoopbackSession _session;
    private readonly Ticker _ticker;
    private TimeSpan? _lastHeartbeat;
    private Held _held;

    public SessionWatch(LoopbackSession session)
    {
        _session = session;
        _lastHeartbeat = session.Client.GetStats().RoundTrip;
        _ticker = new Ticker(s_interval, Look);
    }

    /// <summary>Stops looking.</summary>
    /// <returns>What was seen.</returns>
    public Held Finish()
    {
        _ticker.Dispose();
        return _held;
    }

    public void Dispose() => _ticker.Dispose();

    private void Look()
    {
        ConnectionStats sender = _session.Client.GetStats();
        ConnectionStats receiver = _session.Accepted.GetStats();
        _held = _held with
        {
            MaxPendingBytes = Math.Max(_held.MaxPendingBytes, sender.BytesPending),
            MaxPendingMessages = Math.Max(_held.MaxPendingMessages, sender.MessagesPending),
            MaxUnreadMessages = Math.Max(_held.MaxUnreadMessages, receiver.MessagesUnread),
        };
        NoteHeartbeat(sender.RoundTrip);
    }

    // Each answered heartbeat brings a new figure; only when it is the same to the tick is one overlooked.
    private void NoteHeartbeat(TimeSpan? roundTrip)
    {
        if (roundTrip is not { } heartbeat || heartbeat == _lastHeartbeat)
        {
            return;
        }

        _lastHeartbeat = heartbeat;
        _held = _held with
        {
            Heartbeats = _held.Heartbeats + 1,
            SlowestHeartbeat = _held.SlowestHeartbeat > heartbeat ? _held.SlowestHeartbeat : heartbeat,
        };
    }
}
