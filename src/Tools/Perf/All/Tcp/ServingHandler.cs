using Sockets.Tools.Perf.Streams;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.All.Tcp;

/// <summary>The listening side's handler of a session with one connection.</summary>
internal sealed class ServingHandler : IMessageHandler
{
    private readonly SinkHandler _handler;
    private readonly TaskCompletionSource<MessageConnection> _connection = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="sink">Takes what comes.</param>
    public ServingHandler(IDataSink sink) => _handler = new SinkHandler(sink);

    /// <summary>Completes with the connection when it stands.</summary>
    public Task<MessageConnection> Connection => _connection.Task;

    public void OnConnected(MessageConnection connection) => _connection.TrySetResult(connection);

    public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload) => _handler.OnMessage(connection, payload);

    public void OnClosed(MessageConnection connection, CloseReason reason, Exception? error) => _handler.OnClosed(connection, reason, error);
}
