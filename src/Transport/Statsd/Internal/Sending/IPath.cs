using System.Net.Sockets;

namespace Sockets.Transport.Statsd.Internal.Sending;

/// <summary>The way to a server. It opens itself, and again when it has to; nothing here waits. Used by one thread at a time.</summary>
internal interface IPath : IDisposable
{
    /// <summary>The last error that a call into the kernel gave, whether or not anything was lost by it.</summary>
    SocketError LastError { get; }

    /// <summary>How often it was opened.</summary>
    int Opened { get; }

    /// <summary>Whether a packet can be tried now; begins opening the way when there is none.</summary>
    bool IsReady();

    /// <summary>
    /// In how long to ask again whether it is ready, when it was not. Null while it is being opened: whoever made the path is
    /// told of the end.
    /// </summary>
    TimeSpan? RetryIn { get; }

    /// <summary>Hands a packet to the kernel.</summary>
    /// <param name="packet">All of the packet.</param>
    /// <param name="offset">How much of it was taken before; counts on. A datagram is taken whole.</param>
    PathResult TrySend(ReadOnlySpan<byte> packet, ref int offset);
}
