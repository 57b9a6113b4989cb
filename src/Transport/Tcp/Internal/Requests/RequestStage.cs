namespace Sockets.Transport.Tcp.Internal.Requests;

/// <summary>How far a pending request came.</summary>
internal enum RequestStage
{
    /// <summary>Nobody waits for it, or no more.</summary>
    Over,

    /// <summary>As many are in flight as the peer takes: it waits for a place.</summary>
    InLine,

    /// <summary>It has a place and waits for credit or room.</summary>
    Posted,

    /// <summary>It is on the wire, or will be before anything else of this connection.</summary>
    Sent,
}
