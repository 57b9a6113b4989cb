using Sockets.Transport.Tcp;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>A handler made of the test's own functions.</summary>
internal sealed class MessageActions : IMessageHandler
{
    public delegate void MessageAction(MessageConnection connection, ReadOnlySpan<byte> payload);

    public Action<MessageConnection> Connected { get; init; } = static _ => { };

    public MessageAction Message { get; init; } = static (_, _) => { };

    public Action<MessageConnection> BatchEnd { get; init; } = static _ => { };

    public Action<MessageConnection, CloseReason, Exception?> Closed { get; init; } = static (_, _, _) => { };

    public void OnConnected(MessageConnection connection) => Connected(connection);

    public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload) => Message(connection, payload);

    public void OnBatchEnd(MessageConnection connection) => BatchEnd(connection);

    public void OnClosed(MessageConnection connection, CloseReason reason, Exception? error) => Closed(connection, reason, error);
}
