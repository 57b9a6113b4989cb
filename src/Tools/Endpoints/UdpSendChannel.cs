using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Endpoints;

/// <summary>A sender of datagrams as a channel. Nothing ever comes back, and nobody can hold it up but the kernel.</summary>
internal sealed class UdpSendChannel : IMessageChannel
{
    private readonly MulticastSender _sender;
    private readonly ChannelSettings _settings;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public UdpSendChannel(MulticastSender sender, ChannelSettings settings)
    {
        _sender = sender;
        _settings = settings;
        MaxMessageLength = settings.Endpoint.Udp!.Wire == MulticastWire.Native
            ? new MulticastSenderOptions { EndPoint = sender.LocalEndPoint }.MaxMessageLength
            : sender.MaxUnfragmentedLength;
    }

    public string LocalEnd => EndPoints.Describe(_settings.Endpoint, _sender.LocalEndPoint);

    public string RemoteEnd => _settings.Endpoint.Text;

    public int MaxMessageLength { get; }

    public Task Closed => _closed.Task;

    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        _settings.Policy == OverflowPolicy.Wait
            ? _sender.SendAsync(message, cancellationToken: cancellationToken)
            : new ValueTask<SendStatus>(_sender.TrySend(message.Span));

    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        await _closed.Task.WaitAsync(cancellationToken);
        return null;
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await _sender.FlushAsync(cancellationToken);

    public async ValueTask CloseAsync(CancellationToken cancellationToken) => await _sender.CompleteAsync(cancellationToken);

    public void Abort()
    {
        // Without an end marker nobody takes a part for the whole; the channel is disposed next.
    }

    public ChannelStats GetStats()
    {
        MulticastSenderStats stats = _sender.Stats;
        return new ChannelStats
        {
            Submitted = stats.MessagesOffered,
            Sent = stats.MessagesAccepted,
            BytesSent = stats.PayloadBytesAccepted,
            DroppedNewest = stats.MessagesDropped,
            Refused = stats.MessagesRefused,
            WireBytesSent = stats.BytesSent,
            MulticastSender = stats,
        };
    }

    public async ValueTask DisposeAsync()
    {
        _closed.TrySetResult();
        await _sender.DisposeAsync();
    }
}
