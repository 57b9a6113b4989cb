namespace Sockets.Transport.ZeroMq.Internal.Endpoints;

/// <summary>What an endpoint is named for.</summary>
internal enum Purpose
{
    /// <summary>To wait there for peers.</summary>
    Bind,

    /// <summary>To find a peer there.</summary>
    Connect,
}
