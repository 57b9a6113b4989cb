using System.Text.Json;
using System.Threading.Channels;
using Sockets.Tools.Perf.Ends;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.Control;

/// <summary>The control connection, on either side: control messages out, and those that came in, in order.</summary>
internal sealed class ControlLine
{
    /// <summary>The longest that a client has to say: a plan, with a port for each stream. A server trusts no client.</summary>
    public const int LongestOfClient = 64 * 1024;

    /// <summary>What may have come of a client and not been read: it is answered before it has more to say, but for a stop.</summary>
    private const int MostUnreadOfClient = 16;

    /// <summary>And of a server, which says again and again how far it is.</summary>
    private const int MostUnreadOfServer = 1024;

    private readonly MessageConnection _connection;
    private readonly Channel<ControlMessage> _came;
    private readonly int _longest;

    /// <param name="connection">Carries it.</param>
    /// <param name="side">Which side this is.</param>
    public ControlLine(MessageConnection connection, Side side)
    {
        (int unread, _longest) = side == Side.Far ? (MostUnreadOfClient, LongestOfClient) : (MostUnreadOfServer, int.MaxValue);
        _connection = connection;
        _came = Channel.CreateBounded<ControlMessage>(new BoundedChannelOptions(unread) { SingleReader = true, SingleWriter = true });
    }

    public MessageConnection Connection => _connection;

    /// <summary>Done when nothing more can be said.</summary>
    public Task Closed => _connection.Closed;

    /// <summary>Reads a control message.</summary>
    /// <exception cref="ToolException">It is none.</exception>
    public static ControlMessage Parse(ReadOnlySpan<byte> message)
    {
        try
        {
            return JsonSerializer.Deserialize(message, ControlJson.Default.ControlMessage) ?? throw new JsonException();
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new ToolException(
                ExitCode.ProtocolError, "what the other side says is no control message of sockets perf", "is it sockets perf, and of the same version?", e);
        }
    }

    /// <summary>The bytes of a control message.</summary>
    public static byte[] Encode(ControlMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, ControlJson.Default.ControlMessage);

    /// <summary>Says something.</summary>
    /// <exception cref="ConnectionClosedException">The connection has ended.</exception>
    public async Task SendAsync(ControlMessage message, CancellationToken cancellationToken = default)
    {
        SendStatus status = await _connection.SendAsync(Encode(message), cancellationToken);
        if (status is not (SendStatus.Sent or SendStatus.Queued))
        {
            throw Ended();
        }
    }

    /// <summary>Says something if there is room; for what is said again soon.</summary>
    /// <returns>Whether it was said.</returns>
    public bool TrySend(ControlMessage message) => _connection.TrySend(Encode(message)) is SendStatus.Sent or SendStatus.Queued;

    /// <summary>A message has come. One caller at a time.</summary>
    public void Feed(ReadOnlySpan<byte> message)
    {
        ControlMessage parsed;
        try
        {
            parsed = message.Length <= _longest ? Parse(message) : throw new ToolException(
                ExitCode.ProtocolError, $"the other side says {message.Length} bytes at once, and has no more than {_longest} to say");
        }
        catch (ToolException e)
        {
            _came.Writer.TryComplete(e);
            return;
        }

        if (!_came.Writer.TryWrite(parsed))
        {
            _came.Writer.TryComplete(new ToolException(ExitCode.ProtocolError, "the other side says more than it was asked"));
        }
    }

    /// <summary>Feeds it with what comes, for a connection without a handler.</summary>
    public async Task FeedAllAsync()
    {
        try
        {
            await foreach (Message message in _connection.ReadAllAsync())
            {
                using (message)
                {
                    Feed(message.Span);
                }
            }

            OnClosed(Ended());
        }
        catch (Exception e) when (e is TransportException or ObjectDisposedException)
        {
            OnClosed(e);
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void OnClosed(Exception? error) => _came.Writer.TryComplete(error ?? Ended());

    /// <summary>What comes next.</summary>
    /// <exception cref="TransportException">The connection has ended.</exception>
    public async Task<ControlMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _came.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw e.InnerException ?? Ended();
        }
    }

    private ConnectionClosedException Ended() => new(
        _connection.CloseReason, $"the control connection ended: {_connection.CloseReason}", _connection.Error);
}
