namespace Sockets.Transport.Tcp;

/// <summary>
/// Receives the messages of sessions inside their receive loops: the shortest way from the kernel to the application. The
/// credit of a message is returned when its call returns. What a handler does delays the messages behind it on the same
/// connection, and its heartbeats, so it must not block; one that throws closes its own connection, with
/// <see cref="CloseReason.HandlerFailed"/>, and no other.
/// </summary>
public interface IMessageHandler
{
    /// <summary>A session is established. Called once, before every other call for it.</summary>
    /// <param name="connection">Which one.</param>
    void OnConnected(MessageConnection connection)
    {
    }

    /// <summary>A message arrived. Calls for one connection never overlap and keep the sender's order.</summary>
    /// <param name="connection">Where it arrived. Answers sent from here leave together at the end of the burst.</param>
    /// <param name="payload">The payload; borrowed, and gone when the call returns.</param>
    void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload);

    /// <summary>Everything that had arrived so far was handed over.</summary>
    /// <param name="connection">Where it arrived.</param>
    void OnBatchEnd(MessageConnection connection)
    {
    }

    /// <summary>
    /// The session has ended. Called once, after every other call. What it throws changes nothing; it is kept as
    /// <see cref="MessageConnection.Error"/> where there was none.
    /// </summary>
    /// <param name="connection">Which one.</param>
    /// <param name="reason">Why.</param>
    /// <param name="error">The details, where there are any.</param>
    void OnClosed(MessageConnection connection, CloseReason reason, Exception? error)
    {
    }
}
