using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.Tcp;

/// <summary>Counts inside the receive loop.</summary>
internal sealed class ThroughputReceiver : IServingHandler
{
    private readonly TaskCompletionSource<MessageConnection> _connection = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<MessageConnection> Connection => _connection.Task;

    /// <summary>What came. Stands still once the session is over.</summary>
    public Arrivals Arrivals { get; } = new();

    public void OnConnected(MessageConnection connection) => _connection.TrySetResult(connection);

    public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload) => Arrivals.Add(payload);
}
