namespace Sockets.Transport.Tcp;

/// <summary>Who runs a connection's receive loop. It decides the latency at depth 1 more than anything else.</summary>
public enum Driver
{
    /// <summary>The runtime's event loop and thread pool. Scales to many thousands of connections. The default.</summary>
    Async,

    /// <summary>
    /// Threads of the connection's own, blocked in the kernel: no event loop and no pool in between, and a starved pool
    /// does not matter. Costs two threads a connection; meant for up to about 16 connections.
    /// </summary>
    DedicatedThread,

    /// <summary>
    /// A thread of the connection's own that never sleeps: the shortest way, for the price of one busy core a
    /// connection even when nothing arrives.
    /// </summary>
    BusyPoll,
}
