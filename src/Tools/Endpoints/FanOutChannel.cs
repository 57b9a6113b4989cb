using System.Runtime.CompilerServices;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>
/// All receivers of a listening sender as one channel. Whoever comes later joins; whoever goes is reported. Where nothing
/// may be lost, the channel is over when the last one has gone; under other policies it waits for the next.
/// </summary>
internal sealed class FanOutChannel : IMessageChannel
{
    /// <summary>So many of those that have gone are remembered one by one; of those before, only the sum.</summary>
    private const int MostRemembered = 1_000;

    private readonly Lock _gate = new();
    private readonly MessageServer _server;
    private readonly ChannelSettings _settings;
    private readonly BroadcastGroup _group;
    private readonly List<Receiver> _here = [];
    private readonly Queue<ReceiverSample> _gone = new();
    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource _deserted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;
    private readonly List<Task> _watching = [];
    private TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChannelStats _forgotten;
    private int _number;
    private bool _isEnding;

    /// <param name="server">Where receivers come from; whoever made it disposes it.</param>
    /// <param name="settings">Policy, bounds and who is told.</param>
    public FanOutChannel(MessageServer server, ChannelSettings settings)
    {
        _server = server;
        _settings = settings;
        _group = new BroadcastGroup(new BroadcastGroupOptions
        {
            Subscriber = new SubscriberOptions
            {
                Policy = settings.Policy,
                QueueBytes = settings.Endpoint.Queue ?? SubscriberOptions.DefaultQueueBytes,
            },
            OnSlowSubscriber = OnSlow,
        });
        _accepting = AcceptAllAsync();
    }

    public string LocalEnd => EndPoints.Describe(_settings.Endpoint, _server.LocalEndPoint);

    /// <summary>The one that joined last.</summary>
    public string RemoteEnd => GetReceivers() is [.., { Peer: { } last }] ? last : "";

    /// <summary>What all of those take that are there.</summary>
    public int MaxMessageLength
    {
        get
        {
            lock (_gate)
            {
                return _here.Select(receiver => receiver.Connection.MaxMessageLength).Append(int.MaxValue).Min();
            }
        }
    }

    public Task Closed => _deserted.Task;

    /// <summary>Waits until so many are there.</summary>
    public async Task WaitForAsync(int receivers, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task joined = Volatile.Read(ref _joined).Task;
            if (_group.Count >= receivers)
            {
                return;
            }

            await joined.WaitAsync(cancellationToken);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        BroadcastResult result = await _group.BroadcastAsync(message, cancellationToken);
        return result.Matched == 0 && _settings.Policy == OverflowPolicy.Wait ? SendStatus.Closed : SendStatus.Sent;
    }

    /// <summary>Nothing ever comes: this waits for the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        await _deserted.Task.WaitAsync(cancellationToken);
        throw new ConnectionClosedException(CloseReason.PeerClose, "the last receiver has gone before everything was sent");
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(Here().Select(receiver => receiver.SettleAsync(cancellationToken)));

    public async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        await Task.WhenAll(Here().Select(receiver => receiver.CloseAsync(cancellationToken)));
        await Task.WhenAll(_watching);
    }

    public void Abort()
    {
        Volatile.Write(ref _isEnding, true);
        Here().ForEach(receiver => receiver.Connection.Abort(NativeChannel.Stopped));
    }

    public ChannelStats GetStats()
    {
        lock (_gate)
        {
            return Samples().Aggregate(_forgotten, (sum, receiver) => ChannelStats.Sum(sum, receiver.Stats));
        }
    }

    /// <summary>In the order in which they joined, with those that have gone.</summary>
    public IReadOnlyList<ReceiverSample> GetReceivers()
    {
        lock (_gate)
        {
            return [.. Samples().OrderBy(receiver => receiver.Number)];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _over.Dispose();
    }

    private IEnumerable<ReceiverSample> Samples() => [.. _gone, .. _here.Select(receiver => receiver.Sample())];

    private List<Receiver> Here()
    {
        lock (_gate)
        {
            return [.. _here];
        }
    }

    /// <summary>Nobody joins any more.</summary>
    private async Task StopAsync()
    {
        Volatile.Write(ref _isEnding, true);
        await _over.CancelAsync();
        await _accepting;
    }

    private async Task AcceptAllAsync()
    {
        try
        {
            while (true)
            {
                MessageConnection connection = await _server.AcceptAsync(_over.Token);
                string peer = EndPoints.Name(_settings.Endpoint, connection.RemoteEndPoint);
                ResumeLog? log = _settings.Patience is null ? null : new ResumeLog(text => _settings.OnNotice($"{peer}: {text}"));
                Receiver receiver = new(connection, peer, ++_number, log);
                connection.Tag = receiver;
                lock (_gate)
                {
                    _here.Add(receiver);
                }

                _group.Add(connection);
                _watching.RemoveAll(static watch => watch.IsCompleted);
                _watching.Add(WatchAsync(receiver));
                _settings.OnNotice($"{receiver.Peer} has joined");
                Interlocked.Exchange(ref _joined, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody is to join any more.
        }
    }

    private async Task WatchAsync(Receiver receiver)
    {
        CloseReason reason = await receiver.WatchAsync();
        ReceiverSample last = receiver.Sample();
        bool isDeserted;
        lock (_gate)
        {
            _here.Remove(receiver);
            _gone.Enqueue(last);
            if (_gone.Count > MostRemembered)
            {
                _forgotten = ChannelStats.Sum(_forgotten, _gone.Dequeue().Stats);
            }

            isDeserted = _here.Count == 0 && _settings.Policy == OverflowPolicy.Wait;
        }

        if (Volatile.Read(ref _isEnding))
        {
            return;
        }

        _settings.OnNotice(last.State == ReceiverState.Left
            ? $"{receiver.Peer} has left: {last.Stats.Sent} sent, {last.Stats.Lost} lost"
            : $"{receiver.Peer} is lost ({reason}): {last.Stats.Sent} sent, {last.Stats.Lost} lost");
        if (isDeserted)
        {
            _deserted.TrySetResult();
        }
    }

    private void OnSlow(SlowSubscriber slow)
    {
        if (slow.Connection.Tag is not Receiver receiver)
        {
            return;
        }

        receiver.IsSlow = slow.Phase == SlowPhase.Begin;
        if (!slow.Connection.Closed.IsCompleted && !Volatile.Read(ref _isEnding))
        {
            _settings.OnNotice(receiver.IsSlow
                ? $"{receiver.Peer} cannot keep up and loses messages"
                : $"{receiver.Peer} has caught up: {slow.Lost} lost");
        }
    }
}
