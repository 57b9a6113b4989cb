using System.Runtime.CompilerServices;
using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Endpoints;

/// <summary>
/// A group, or an address, that is listened to, as a channel. It ends when every source has said that it is done; a format
/// in which none says so never ends by itself.
/// </summary>
internal sealed class UdpReceiveChannel : IMessageChannel
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly MulticastReceiver _receiver;
    private readonly FileStream? _recording;
    private readonly ChannelSettings _settings;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _watch;
    private MulticastMessage _current;
    private bool _stopped;

    public UdpReceiveChannel(MulticastReceiver receiver, FileStream? recording, ChannelSettings settings)
    {
        _receiver = receiver;
        _recording = recording;
        _settings = settings;
        _watch = settings.KeepOpen ? Task.CompletedTask : StopWhenAllEndedAsync();
    }

    /// <summary>As a sender would name it: with several groups, the socket itself is bound to all addresses.</summary>
    public string LocalEnd => _settings.Endpoint.Udp!.MoreGroups.Count == 0
        ? EndPoints.Describe(_settings.Endpoint, _receiver.LocalEndPoint)
        : _settings.Endpoint.Describe(_settings.Endpoint.Host, _receiver.LocalEndPoint.Port);

    public string RemoteEnd => _settings.Endpoint.Text;

    public int MaxMessageLength => 0;

    public Task Closed => _receiver.Ended;

    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        new(SendStatus.NotConnected);

    public ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        _current.Dispose();
        _current = default;
        return _receiver.TryReceive(out _current)
            ? new ValueTask<ReadOnlyMemory<byte>?>(_current.Message.Memory)
            : WaitAsync(cancellationToken);
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask CloseAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Abort()
    {
    }

    public async ValueTask StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        await _over.CancelAsync();
        await _watch;
        await _receiver.StopAsync();
        if (_recording is not null)
        {
            await _recording.DisposeAsync();
        }

        if (_receiver.RecordingError is { } error)
        {
            _settings.OnNotice($"the recording ended early: {error.Message}");
        }

        _over.Dispose();
    }

    public ChannelStats GetStats()
    {
        MulticastStats stats = _receiver.Stats;
        return new ChannelStats
        {
            WireBytesReceived = stats.BytesRead,
            Missed = stats.Lost + stats.Dropped,
            Multicast = new MulticastCounts(stats, _receiver.Delays, _settings.Policy),
        };
    }

    public async ValueTask DisposeAsync()
    {
        _current.Dispose();
        _current = default;
        await StopAsync();
        await _receiver.DisposeAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadOnlyMemory<byte>?> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            _current = await _receiver.ReceiveAsync(cancellationToken);
            return _current.Message.Memory;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    private async Task StopWhenAllEndedAsync()
    {
        while (!_receiver.AllSourcesEnded)
        {
            await Task.Delay(s_look, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_over.IsCancellationRequested)
            {
                return;
            }
        }

        await _receiver.StopAsync();
    }
}
