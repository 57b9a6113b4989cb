namespace Sockets.Transport.Tcp;

/// <summary>
/// Receives the frames of a <see cref="FramedConnection"/> inside its receive loop: the shortest way from the kernel to
/// the application. What a handler does delays the frames behind it, so it must not block; one that throws closes its
/// own connection, with <see cref="CloseReason.HandlerFailed"/>, and no other.
/// </summary>
public interface IFrameHandler
{
    /// <summary>A frame arrived. Calls for one connection never overlap and keep the stream's order.</summary>
    /// <param name="connection">Where it arrived. Answers sent from here leave together at the end of the burst.</param>
    /// <param name="payload">The payload; borrowed, and gone when the call returns.</param>
    void OnFrame(FramedConnection connection, ReadOnlySpan<byte> payload);

    /// <summary>Everything that had arrived so far was handed over.</summary>
    /// <param name="connection">Where it arrived.</param>
    void OnBatchEnd(FramedConnection connection)
    {
    }

    /// <summary>
    /// The connection has ended. Called once, after every other call. What it throws changes nothing; it is kept as
    /// <see cref="FramedConnection.Error"/> where there was none.
    /// </summary>
    /// <param name="connection">Which one.</param>
    /// <param name="reason">Why.</param>
    /// <param name="error">The details, where there are any.</param>
    void OnClosed(FramedConnection connection, CloseReason reason, Exception? error)
    {
    }
}
