using System.Runtime.CompilerServices;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>A session of our own protocol as a channel.</summary>
internal sealed class NativeChannel : IRequestChannel
{
    /// <summary>What a receiver is told when its sender was stopped.</summary>
    public const string Stopped = "the sender was stopped before everything was sent";

    // A queue that does not get shorter for this long will not get empty.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly MessageConnection _connection;
    private readonly EndpointUri _uri;
    private readonly OverflowPolicy _policy;
    private readonly ResumeLog _log;
    private Message _current;

    public NativeChannel(MessageConnection connection, ChannelSettings settings, ResumeLog log)
    {
        _connection = connection;
        _uri = settings.Endpoint;
        _policy = settings.Policy;
        _log = log;
    }

    public string LocalEnd => EndPoints.Describe(_uri, _connection.LocalEndPoint);

    public string RemoteEnd => EndPoints.Describe(_uri, _connection.RemoteEndPoint);

    public int MaxMessageLength => _connection.MaxMessageLength;

    public Task Closed => _connection.Closed;

    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        _connection.SendAsync(message, cancellationToken);

    public async ValueTask<Answer> RequestAsync(ReadOnlyMemory<byte> payload, TimeSpan deadline, CancellationToken cancellationToken)
    {
        Message answer = await _connection.RequestAsync(payload, deadline, cancellationToken);
        return new Answer(answer.Memory, Held: answer);
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        // Letting go of the last message is what grants the sender credit.
        _current.Dispose();
        _current = default;
        if (_connection.TryReceive(out _current))
        {
            return new ValueTask<ReadOnlyMemory<byte>?>(_current.Memory);
        }

        return WaitAsync(cancellationToken);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_policy is not (OverflowPolicy.Wait or OverflowPolicy.Reject))
        {
            await DrainQueueAsync(cancellationToken);
        }

        await _connection.AcknowledgedAsync(cancellationToken);
    }

    public ValueTask CloseAsync(CancellationToken cancellationToken) => _connection.CloseAsync(cancellationToken);

    public void Abort() => _connection.Abort(Stopped);

    public ChannelStats GetStats()
    {
        ConnectionStats stats = _connection.GetStats();
        return ChannelStats.Of(stats) with { StalledTime = stats.StalledTime, Gaps = _log.Gaps };
    }

    public async ValueTask DisposeAsync()
    {
        _current.Dispose();
        await _connection.DisposeAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadOnlyMemory<byte>?> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            _current = await _connection.ReceiveAsync(cancellationToken);
            return _current.Memory;
        }
        catch (ConnectionClosedException e) when (e.Reason is CloseReason.None or CloseReason.PeerClose or CloseReason.LocalClose)
        {
            return null;
        }
    }

    /// <summary>Waits while the receiver takes what the overflow queue holds.</summary>
    private async Task DrainQueueAsync(CancellationToken cancellationToken)
    {
        long pending = long.MaxValue;
        TimeSpan unchanged = TimeSpan.Zero;
        while (unchanged < s_patience && !_connection.Closed.IsCompleted)
        {
            long now = _connection.GetStats().MessagesPending;
            if (now == 0)
            {
                return;
            }

            unchanged = now < pending ? TimeSpan.Zero : unchanged + s_look;
            pending = now;
            await Task.Delay(s_look, cancellationToken);
        }
    }
}
