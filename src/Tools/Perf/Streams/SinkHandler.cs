using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.Streams;

/// <summary>Gives what comes over a session to a sink.</summary>
internal sealed class SinkHandler : IMessageHandler
{
    private readonly IDataSink _sink;
    private readonly Func<MessageConnection, IDataStream> _streamOf;
    private IDataStream? _stream;

    /// <param name="sink">Takes the messages.</param>
    /// <param name="streamOf">The session as a stream; null for one that says itself how it broke.</param>
    public SinkHandler(IDataSink sink, Func<MessageConnection, IDataStream>? streamOf = null)
    {
        _sink = sink;
        _streamOf = streamOf ?? (static connection => new SessionStream(connection));
    }

    public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload) =>
        _sink.OnMessage(_stream ??= _streamOf(connection), payload, default);

    public void OnClosed(MessageConnection connection, CloseReason reason, Exception? error) =>
        _sink.OnEnded(reason is CloseReason.LocalClose or CloseReason.PeerClose
            ? null
            : new ConnectionClosedException(reason, $"a data stream broke off: {reason}", error));
}
