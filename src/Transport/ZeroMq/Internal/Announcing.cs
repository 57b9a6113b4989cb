namespace Sockets.Transport.ZeroMq.Internal;

/// <summary>Which subscriptions a publisher's application is told of.</summary>
internal enum Announcing
{
    /// <summary>None (PUB).</summary>
    Nothing,

    /// <summary>A topic's first and last.</summary>
    FirstAndLast,

    /// <summary>All that change what a peer holds.</summary>
    Every,
}
