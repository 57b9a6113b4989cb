using System.Diagnostics.Tracing;

namespace Sockets.Transport.Diagnostics;

/// <summary>
/// What happens to connections, as events named <c>Sockets-Transport</c>: for <c>dotnet-trace</c>, PerfView or an
/// <see cref="EventListener"/>. Per connection and tick of 50 ms there is at most one event of a kind, however much happens.
/// Never written under a lock, as a listener's code runs inside.
/// </summary>
[EventSource(Name = "Sockets-Transport")]
internal sealed class TransportEventSource : EventSource
{
    public static readonly TransportEventSource Log = new();

    private TransportEventSource()
    {
    }

    /// <summary>A connection was made; its handshake may still be under way.</summary>
    [Event(1, Level = EventLevel.Informational, Message = "{0} {1} - {2}")]
    public void Opened(string kind, string local, string remote) => WriteEvent(1, kind, local, remote);

    /// <summary>A connection ended in order.</summary>
    [Event(2, Level = EventLevel.Informational, Message = "{0} {1} - {2}: {3}")]
    public void Closed(string kind, string local, string remote, string reason) => WriteEvent(2, kind, local, remote, reason);

    /// <summary>A connection ended in any other way.</summary>
    [Event(3, Level = EventLevel.Warning, Message = "{0} {1} - {2}: {3}. {4}")]
    public void Failed(string kind, string local, string remote, string reason, string error) =>
        WriteEvent(3, kind, local, remote, reason, error);

    /// <summary>A connection was not let in.</summary>
    [Event(4, Level = EventLevel.Warning, Message = "{0} was not let in: {1}. {2}")]
    public void Refused(string remote, string reason, string error) => WriteEvent(4, remote, reason, error);

    /// <summary>Messages were dropped by the overflow policy since the last such event.</summary>
    [Event(5, Level = EventLevel.Warning, Message = "{0} - {1} dropped {2} messages")]
    public void Dropped(string local, string remote, long messages) => WriteEvent(5, local, remote, messages);

    /// <summary>The sender began to be held back by the receiver's credit.</summary>
    [Event(6, Level = EventLevel.Informational, Message = "{0} - {1} waits for credit")]
    public void Paused(string local, string remote) => WriteEvent(6, local, remote);

    /// <summary>The sender goes on.</summary>
    [Event(7, Level = EventLevel.Informational, Message = "{0} - {1} goes on; held back for {2} ms in all")]
    public void Resumed(string local, string remote, long milliseconds) => WriteEvent(7, local, remote, milliseconds);

    /// <summary>A source of datagrams came, went or began anew.</summary>
    [Event(8, Level = EventLevel.Informational, Message = "{0}: {1}")]
    public void Source(string source, string change) => WriteEvent(8, source, change);
}
