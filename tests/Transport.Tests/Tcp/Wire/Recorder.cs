using System.Threading.Channels;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>A handler that tells a test what it was told. Every wait is bounded.</summary>
internal sealed class Recorder : IMessageHandler
{
    private readonly Channel<MessageConnection> _connected = Channel.CreateUnbounded<MessageConnection>();
    private readonly Channel<string> _messages = Channel.CreateUnbounded<string>();
    private readonly Channel<Ended> _ended = Channel.CreateUnbounded<Ended>();

    /// <summary>How a session ended.</summary>
    public sealed record Ended(MessageConnection Connection, CloseReason Reason, Exception? Error);

    public Task<MessageConnection> ConnectedAsync() => _connected.Reader.ReadAsync().WithinAsync();

    /// <summary>The next message as hex.</summary>
    public Task<string> MessageAsync() => _messages.Reader.ReadAsync().WithinAsync();

    public Task<Ended> EndedAsync() => _ended.Reader.ReadAsync().WithinAsync();

    /// <summary>Whether a message came that nobody has asked for.</summary>
    public bool HasMessage => _messages.Reader.TryPeek(out _);

    public void OnConnected(MessageConnection connection) => _connected.Writer.TryWrite(connection);

    public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload) => _messages.Writer.TryWrite(Hex.Text(payload));

    public void OnClosed(MessageConnection connection, CloseReason reason, Exception? error) =>
        _ended.Writer.TryWrite(new Ended(connection, reason, error));
}
