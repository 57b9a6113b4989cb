using System.Net;

namespace Sockets.Transport.Multicast;

/// <summary>Who sends one stream to a group: two senders, or two streams of one sender, are two sources, counted apart.</summary>
public sealed class MulticastSource
{
    internal MulticastSource(IPEndPoint endPoint, long stream)
    {
        EndPoint = endPoint;
        Stream = stream;
    }

    /// <summary>The sender's address and port.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The stream's number: that of TMC1, or the SSRC of RTP; 0 where the format has none.</summary>
    public long Stream { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{EndPoint}/{Stream}";
}
