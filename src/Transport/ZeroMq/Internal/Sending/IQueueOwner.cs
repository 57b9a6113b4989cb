using System.Net.Sockets;

namespace Sockets.Transport.ZeroMq.Internal.Sending;

/// <summary>What a queue tells the peer it sends for. Called without the gate.</summary>
internal interface IQueueOwner
{
    /// <summary>There may be room again after somebody found none.</summary>
    void OnRoom();

    /// <summary>The kernel refused for good. Once.</summary>
    void OnSendFailed(SocketError error);

    /// <summary>It cannot keep up, and is to be disconnected for it.</summary>
    void OnTooSlow(string what);
}
