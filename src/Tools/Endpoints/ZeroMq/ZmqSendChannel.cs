using System.Runtime.CompilerServices;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>
/// A socket that sends as a channel, with all its peers. Where nothing may be lost, the channel is over when the last one has
/// gone; under other policies it waits for the next.
/// </summary>
internal sealed class ZmqSendChannel : IMessageChannel
{
    private static readonly TimeSpan s_watch = TimeSpan.FromMilliseconds(100);

    private readonly ZmqSocket _socket;
    private readonly ZmqPeers _peers;
    private readonly ChannelSettings _settings;
    private readonly ZmqSend _send;
    private readonly ZmqParts _parts;
    private readonly int _longest;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _watching;
    private long _refused;
    private long _bytes;

    /// <param name="socket">Whoever made it disposes it too.</param>
    /// <param name="peers">Who is there.</param>
    /// <param name="settings">Policy, bounds and who is told.</param>
    public ZmqSendChannel(ZmqSocket socket, ZmqPeers peers, ChannelSettings settings)
    {
        ZmqSettings zmq = settings.Endpoint.Zmq!;
        _socket = socket;
        _peers = peers;
        _settings = settings;
        _send = ZmqSends.Of(socket, settings);
        _parts = new ZmqParts(zmq);
        _longest = zmq.MaxMessage ?? ZmqLimits.DefaultMaxMessageLength;
        _watching = WatchAsync(_ending.Token);
    }

    public required string LocalEnd { get; init; }

    /// <summary>The one that came last.</summary>
    public string RemoteEnd => _peers.LastName;

    public int MaxMessageLength => _parts.LongestOf(_longest);

    public Task Closed => _closed.Task;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (IsDeserted)
        {
            return SendStatus.Closed;
        }

        SendStatus status = await _send(_parts.Cut(message, _longest), cancellationToken);
        if (status is SendStatus.BackPressured or SendStatus.NotConnected)
        {
            // The policy that does not wait refuses: that is counted, and the run goes on.
            Volatile.Write(ref _refused, _refused + 1);
            return SendStatus.Dropped;
        }

        Volatile.Write(ref _bytes, _bytes + message.Length);
        return status;
    }

    /// <summary>What comes is dropped: this waits for the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, _settings.Policy == OverflowPolicy.Wait ? _peers.Deserted : CancellationToken.None);
        try
        {
            if (_socket is ZmqReceivingSocket receiving)
            {
                await foreach (ZmqMessage message in receiving.ReceiveAllAsync(over.Token))
                {
                    message.Dispose();
                }
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, over.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The last peer has gone.
        }

        _closed.TrySetResult();
        throw _peers.Broken ?? new ConnectionClosedException(CloseReason.PeerClose, "the last receiver has gone before everything was sent");
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await ZmqDraining.WaitAsync(_socket, cancellationToken);

    /// <summary>Ends the socket, so that what was counted is settled.</summary>
    public async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        _peers.End();
        await _socket.DisposeAsync();
        long lost = UnsentAtEnd();
        if (_settings.Policy == OverflowPolicy.Wait && lost > 0)
        {
            throw _peers.Broken ?? new ConnectionClosedException(
                CloseReason.PeerClose, $"a receiver has gone, or takes nothing, and {lost} messages were not sent to it");
        }
    }

    public void Abort()
    {
        // ZeroMQ has no word for it: who receives cannot tell a part from the whole.
    }

    public ChannelStats GetStats()
    {
        long refused = Volatile.Read(ref _refused);
        ChannelStats stats = ZmqCounts.Of(_socket.GetStats());
        return stats with { Submitted = stats.Submitted + refused, Refused = refused, BytesSent = Volatile.Read(ref _bytes) };
    }

    /// <summary>In the order in which they came, with those that have gone.</summary>
    public IReadOnlyList<ReceiverSample> GetReceivers() => _peers.Sample(_socket.GetPeers());

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watching;
        _closed.TrySetResult();
        _ending.Dispose();
    }

    private bool IsDeserted => _settings.Policy == OverflowPolicy.Wait && _peers.Deserted.IsCancellationRequested;

    /// <summary>What those had still to get who were there at the end, or the last one. Who went before was named then.</summary>
    private long UnsentAtEnd() => IsDeserted
        ? GetStats().DroppedAtClose
        : GetReceivers().Where(static one => one.State == ReceiverState.Finished).Sum(static one => one.Stats.DroppedAtClose);

    /// <summary>Tells of those that begin or cease to lose messages.</summary>
    private async Task WatchAsync(CancellationToken ending)
    {
        HashSet<int> slow = [];
        using PeriodicTimer timer = new(s_watch);
        try
        {
            while (await timer.WaitForNextTickAsync(ending))
            {
                foreach (ReceiverSample one in GetReceivers())
                {
                    if (one.State == ReceiverState.Slow && slow.Add(one.Number))
                    {
                        _settings.OnNotice($"{one.Peer} cannot keep up and loses messages");
                    }
                    else if (one.State != ReceiverState.Slow && slow.Remove(one.Number) && one.IsHere)
                    {
                        _settings.OnNotice($"{one.Peer} has caught up: {one.Stats.Lost} lost");
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }
}
