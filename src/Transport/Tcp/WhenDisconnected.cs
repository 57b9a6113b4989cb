namespace Sockets.Transport.Tcp;

/// <summary>What becomes of a message that is offered while a session that can be resumed has no connection.</summary>
public enum WhenDisconnected
{
    /// <summary>The same as without credit: <see cref="SessionOptions.Overflow"/> says what happens. The default.</summary>
    ApplyPolicy,

    /// <summary>It is refused at once, with <see cref="SendStatus.NotConnected"/>, whatever the policy.</summary>
    FailFast,
}
