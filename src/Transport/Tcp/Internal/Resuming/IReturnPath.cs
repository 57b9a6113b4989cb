using Sockets.Transport.Tcp.Internal.Sessions;

namespace Sockets.Transport.Tcp.Internal.Resuming;

/// <summary>Who brings a session back that has lost its connection. Nothing is called under a lock.</summary>
internal interface IReturnPath
{
    /// <summary>The session can be resumed by its token from now on.</summary>
    void OnResumable(MessageSession session);

    /// <summary>The session has no connection: it was cut, or an attempt to resume it has failed.</summary>
    void OnAway(MessageSession session);

    /// <summary>The session goes on.</summary>
    void OnBack(MessageSession session);

    /// <summary>The session has ended for good.</summary>
    void OnEnded(MessageSession session);
}
