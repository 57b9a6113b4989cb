using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.Serving;

/// <summary>
/// All connections of a server: the first message of each says whether it is a client's control connection or one of its data
/// streams. What it is stands in its tag, so that a message costs no look-up.
/// </summary>
internal sealed class ServerHandler : IMessageHandler
{
    private readonly RunTable _runs;
    private readonly Action<ControlLine, Hello> _onClient;

    /// <param name="runs">The tests that wait for streams.</param>
    /// <param name="onClient">Called when a client has said hello; must not block.</param>
    public ServerHandler(RunTable runs, Action<ControlLine, Hello> onClient)
    {
        _runs = runs;
        _onClient = onClient;
    }

    public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload)
    {
        switch (connection.Tag)
        {
            case SinkHandler stream:
                stream.OnMessage(connection, payload);
                break;
            case ControlLine line:
                line.Feed(payload);
                break;
            default:
                Begin(connection, payload);
                break;
        }
    }

    public void OnClosed(MessageConnection connection, CloseReason reason, Exception? error)
    {
        switch (connection.Tag)
        {
            case SinkHandler stream:
                stream.OnClosed(connection, reason, error);
                break;
            case ControlLine line:
                line.OnClosed(error);
                break;
        }
    }

    private void Begin(MessageConnection connection, ReadOnlySpan<byte> payload)
    {
        switch (Parse(payload))
        {
            case Hello hello:
                ControlLine line = new(connection, Side.Far);
                connection.Tag = line;
                _onClient(line, hello);
                break;
            case Attach attach when _runs.Attach(attach, connection) is { } stream:
                connection.Tag = stream;
                break;
            default:
                connection.Abort();
                break;
        }
    }

    /// <summary>What a connection says first; null when it is nothing that a client says.</summary>
    private static ControlMessage? Parse(ReadOnlySpan<byte> payload)
    {
        try
        {
            return payload.Length <= ControlLine.LongestOfClient ? ControlLine.Parse(payload) : null;
        }
        catch (ToolException)
        {
            return null;
        }
    }
}
