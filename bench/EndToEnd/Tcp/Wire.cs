namespace Sockets.EndToEnd.Tcp;

/// <summary>What lies between a session and its socket.</summary>
internal enum Wire
{
    Plain,

    /// <summary>TLS, as both sides agree on it by default.</summary>
    Tls,

    /// <summary>LZ4, for messages as long as the default says.</summary>
    Lz4,

    /// <summary>Nothing, and the session can be resumed.</summary>
    Resume,
}
