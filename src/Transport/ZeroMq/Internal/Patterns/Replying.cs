using Sockets.Transport.ZeroMq.Internal.Peers;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <summary>
/// REP: requests, each with the envelope that leads its answer back: the frames up to the first empty one, which every router
/// on the way has added to.
/// </summary>
internal sealed class Replying : IPattern
{
    /// <summary>The length of the envelope, its empty frame included; 0 when there is none or nothing behind it.</summary>
    public static int EnvelopeLength(ReadOnlySpan<byte> message)
    {
        for (int at = 0; at < message.Length;)
        {
            var header = FrameHeader.Read(message[at..]);
            at += header.TotalLength;
            if (header.BodyLength == 0 && header.HasMore)
            {
                return at;
            }
        }

        return 0;
    }

    int IPattern.TopicsOf(Peer peer) => 0;

    void IPattern.OnReady(Peer peer)
    {
        // It is answered when it asks.
    }

    void IPattern.OnMessage(Peer peer, ReadOnlySpan<byte> message)
    {
        if (EnvelopeLength(message) == 0)
        {
            peer.CountFiltered();
        }
        else
        {
            peer.Inbox.Add(message);
        }
    }

    void IPattern.OnSubscription(Peer peer, Wish wish, ReadOnlySpan<byte> topic)
    {
        // There is nothing to subscribe to.
    }

    void IPattern.OnRoom(Peer peer)
    {
        // Nobody waits for it.
    }

    void IPattern.OnGone(Peer peer)
    {
        // Its answers find that out.
    }

    void IPattern.OnClosed()
    {
        // Who waits for requests is woken by the queue.
    }
}
