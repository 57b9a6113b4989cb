using Sockets.Transport.Links;
using Sockets.Transport.ZeroMq.Internal.Peers;
using Sockets.Transport.ZeroMq.Internal.Receiving;

namespace Sockets.Transport.ZeroMq.Internal;

/// <content>Who becomes a peer, and who is told why not.</content>
internal sealed partial class SocketCore
{
    /// <summary>A peer arrived.</summary>
    public void Accept(IStreamLink link, string endpoint)
    {
        int handshakes = _peers.Length - Ready;
        if (handshakes >= Options.Limits.MaxHandshakes)
        {
            Refuse(link, endpoint, CloseReason.LimitReached, $"{handshakes} peers are in their handshake already (ZmqLimits.MaxHandshakes).");
        }
        else if (TryAdd(link, endpoint) is { } peer)
        {
            _ = RunAsync(peer);
        }
    }

    /// <summary>Makes a peer of a link; null when there cannot be one more, and the link is closed then.</summary>
    public Peer? TryAdd(IStreamLink link, string endpoint)
    {
        CloseReason reason;
        string text;
        lock (_gate)
        {
            (reason, text) = WhyFull();
            if (reason == CloseReason.None)
            {
                var peer = new Peer(link, this, endpoint, ++_lastId);
                _peers = [.. _peers, peer];
                _running++;
                return peer;
            }
        }

        Refuse(link, endpoint, reason, text);
        return null;
    }

    /// <summary>Closes a connection that was just made, and tells why.</summary>
    public void Refuse(IStreamLink link, string endpoint, CloseReason reason, string text)
    {
        string address = link.RemoteEndPoint?.ToString() ?? "";
        link.Abort();
        Report(new ZmqEvent(ZmqEventKind.Refused, endpoint, address, PeerId: 0, reason, text));
    }

    /// <summary>Why there cannot be one more peer; no reason when there can. Gate held.</summary>
    private (CloseReason Reason, string Text) WhyFull()
    {
        ZmqLimits limits = Options.Limits;
        if (_disposal is not null)
        {
            return (CloseReason.LocalClose, "The socket is being disposed.");
        }

        if (_peers.Length >= limits.MaxConnections)
        {
            return (CloseReason.LimitReached, $"There are {limits.MaxConnections} connections already (ZmqLimits.MaxConnections).");
        }

        LeftBehind left = Received.Left;
        return left.Messages < limits.MaxLeftMessages && left.Bytes < limits.MaxLeftBytes
            ? (CloseReason.None, "")
            : (CloseReason.LimitReached,
                $"{left.Messages} messages of {left.Bytes} bytes of peers that have gone wait unread (ZmqLimits.MaxLeftMessages, MaxLeftBytes): read them.");
    }
}
