using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.Tcp;

/// <summary>Sends back what comes, from inside the receive loop.</summary>
internal sealed class RoundTripAnswerer : IServingHandler
{
    private readonly TaskCompletionSource<MessageConnection> _connection = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<MessageConnection> Connection => _connection.Task;

    public void OnConnected(MessageConnection connection) => _connection.TrySetResult(connection);

    public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload)
    {
        SendStatus status = connection.TrySend(payload);
        if (status != SendStatus.Sent)
        {
            throw new InvalidOperationException($"An answer was not sent: {status}.");
        }
    }
}
