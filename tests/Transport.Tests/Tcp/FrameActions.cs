using Sockets.Transport.Tcp;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>A handler made of the test's own functions.</summary>
internal sealed class FrameActions : IFrameHandler
{
    public delegate void FrameAction(FramedConnection connection, ReadOnlySpan<byte> payload);

    public FrameAction Frame { get; init; } = static (_, _) => { };

    public Action<FramedConnection> BatchEnd { get; init; } = static _ => { };

    public Action<FramedConnection, CloseReason, Exception?> Closed { get; init; } = static (_, _, _) => { };

    public void OnFrame(FramedConnection connection, ReadOnlySpan<byte> payload) => Frame(connection, payload);

    public void OnBatchEnd(FramedConnection connection) => BatchEnd(connection);

    public void OnClosed(FramedConnection connection, CloseReason reason, Exception? error) => Closed(connection, reason, error);
}
