namespace Sockets.Transport.Tcp;

/// <summary>Where a <see cref="RequestHandler"/> is called.</summary>
public enum RequestDispatch
{
    /// <summary>On the thread pool: whatever a handler does, the receive loop goes on. The default.</summary>
    Pool,

    /// <summary>
    /// Inside the receive loop, without a hop between threads; the answers of one burst leave together. For handlers that
    /// return or await at once: one that blocks delays everything behind it, heartbeats too.
    /// </summary>
    Inline,
}
