using Sockets.Transport.Diagnostics;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tcp.Internal.Streams;

/// <summary>
/// Tells operators what becomes of one connection: to the meter always, as events when somebody listens. The ticks see
/// what happens inside locks, where nobody may be called.
/// </summary>
internal sealed class ConnectionLog
{
    private readonly IStreamUser _user;
    private readonly IStreamLink _link;
    private string? _local;
    private string? _remote;
    private long _dropped;
    private long _stalls;
    private bool _paused;

    public ConnectionLog(IStreamUser user, IStreamLink link)
    {
        _user = user;
        _link = link;
    }

    private string Local => _local ??= _link.LocalEndPoint?.ToString() ?? "";

    private string Remote => _remote ??= _link.RemoteEndPoint?.ToString() ?? "";

    /// <summary>A connection was not let in: it is counted, and whoever wants to know is told.</summary>
    public static void Refused(RefusedConnection refused, Action<RefusedConnection>? onRefused)
    {
        TcpMeter.Instance.OnRefused(refused.Reason);
        if (TransportEventSource.Log.IsEnabled())
        {
            TransportEventSource.Log.Refused(refused.RemoteEndPoint?.ToString() ?? "", refused.Reason.ToString(), refused.Message);
        }

        try
        {
            onRefused?.Invoke(refused);
        }
        catch (Exception)
        {
            // The application's fault, in a loop that serves all its connections: accepting goes on.
        }
    }

    public void Opened()
    {
        TcpMeter.Instance.OnOpened(_user);
        if (TransportEventSource.Log.IsEnabled())
        {
            TransportEventSource.Log.Opened(_user.Kind, Local, Remote);
        }
    }

    /// <summary>Looks for what happened since the last tick. On the clock's thread, no lock held.</summary>
    public void Tick()
    {
        if (!TransportEventSource.Log.IsEnabled())
        {
            return;
        }

        ConnectionStats stats = _user.GetStats();
        long dropped = stats.DroppedNewest + stats.DroppedOldest + stats.Conflated;
        if (dropped > _dropped)
        {
            TransportEventSource.Log.Dropped(Local, Remote, dropped - _dropped);
            _dropped = dropped;
        }

        TellPauses(stats);
    }

    public void Closed(CloseReason reason, Exception? error)
    {
        TcpMeter.Instance.OnClosed(_user, reason);
        if (!TransportEventSource.Log.IsEnabled())
        {
            return;
        }

        Tick();
        if (reason is CloseReason.LocalClose or CloseReason.PeerClose)
        {
            TransportEventSource.Log.Closed(_user.Kind, Local, Remote, reason.ToString());
        }
        else
        {
            TransportEventSource.Log.Failed(_user.Kind, Local, Remote, reason.ToString(), error?.Message ?? "");
        }
    }

    private void TellPauses(ConnectionStats stats)
    {
        // Short ones, between two ticks, are one pair of events.
        if (stats.Stalls > _stalls && !_paused)
        {
            TransportEventSource.Log.Paused(Local, Remote);
            _paused = true;
        }

        _stalls = stats.Stalls;
        if (_paused && !stats.IsStalled)
        {
            TransportEventSource.Log.Resumed(Local, Remote, (long)stats.StalledTime.TotalMilliseconds);
            _paused = false;
        }
    }
}
