using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>One of several receivers that are there.</summary>
internal sealed class Receiver
{
    // A queue that does not get shorter for this long will not get empty.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly int _number;
    private readonly ResumeLog? _log;
    private volatile bool _isSlow;
    private volatile bool _isAway;

    public Receiver(MessageConnection connection, string peer, int number, ResumeLog? log)
    {
        _log = log;
        Connection = connection;
        Peer = peer;
        _number = number;
    }

    public MessageConnection Connection { get; }

    /// <summary>Its end, without the keys that all have in common.</summary>
    public string Peer { get; }

    /// <summary>Whether it loses messages.</summary>
    public bool IsSlow
    {
        get => _isSlow;
        set => _isSlow = value;
    }

    public ReceiverSample Sample() => new(_number, Peer, State, ChannelStats.Of(Connection.GetStats()) with { Gaps = _log?.Gaps });

    /// <summary>Its connection was cut, or is back, or messages are missing for it.</summary>
    public void OnResume(ResumeEvent told)
    {
        _isAway = told.Kind switch
        {
            ResumeEventKind.Disconnected => true,
            ResumeEventKind.Resumed => false,
            _ => _isAway,
        };
        _log?.OnEvent(told);
    }

    /// <summary>Waits for its end. What it sends meanwhile is taken and dropped: left lying, it would in the end stop both sides.</summary>
    public async Task<CloseReason> WatchAsync()
    {
        try
        {
            await foreach (Message message in Connection.ReadAllAsync())
            {
                message.Dispose();
            }
        }
        catch (TransportException)
        {
            // The reason says as much.
        }

        return await Connection.Closed;
    }

    /// <summary>Waits until it has what was accepted for it, as far as that goes on.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        long pending = long.MaxValue;
        TimeSpan unchanged = TimeSpan.Zero;
        while (unchanged < s_patience && !Connection.Closed.IsCompleted)
        {
            long now = Connection.GetStats().MessagesPending;
            if (now == 0)
            {
                await IgnoreEndAsync(Connection.AcknowledgedAsync(cancellationToken));
                return;
            }

            unchanged = now < pending ? TimeSpan.Zero : unchanged + s_look;
            pending = now;
            await Task.Delay(s_look, cancellationToken);
        }
    }

    /// <summary>Finishes in order.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) => IgnoreEndAsync(Connection.CloseAsync(cancellationToken));

    private ReceiverState State => Connection switch
    {
        { Closed.IsCompleted: false } when _isAway => ReceiverState.Away,
        { Closed.IsCompleted: false } => _isSlow ? ReceiverState.Slow : ReceiverState.Ready,
        { CloseReason: CloseReason.LocalClose } => ReceiverState.Finished,
        { CloseReason: CloseReason.PeerClose } => ReceiverState.Left,
        _ => ReceiverState.Lost,
    };

    /// <summary>How it ended is told by whoever watches it.</summary>
    private static async Task IgnoreEndAsync(ValueTask action)
    {
        try
        {
            await action;
        }
        catch (TransportException)
        {
            // One that broke meanwhile has nothing to wait for.
        }
    }
}
