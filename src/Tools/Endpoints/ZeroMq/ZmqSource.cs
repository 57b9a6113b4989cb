using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>Opens <c>zmq:</c> endpoints: one socket with all its peers is one channel.</summary>
internal sealed class ZmqSource : IChannelSource
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    private readonly ChannelSettings _settings;
    private readonly ZmqSettings _zmq;
    private readonly ZmqPeers _peers;
    private readonly ZmqSocket _socket;

    /// <summary>Binds at once when listening, else begins to connect.</summary>
    /// <exception cref="ToolException">A value is wrong.</exception>
    public ZmqSource(ChannelSettings settings)
    {
        _settings = settings;
        _zmq = settings.Endpoint.Zmq!;
        _peers = new ZmqPeers(settings);
        try
        {
            _socket = ZmqSockets.Create(settings, _peers.OnEvent);
            Endpoint = settings.Endpoint.Text;
            if (settings.Listen)
            {
                Endpoint = settings.Endpoint.Describe(_socket.Bind(_zmq.Address));
            }
            else
            {
                _socket.Connect(_zmq.Address);
            }
        }
        catch (ArgumentException e)
        {
            throw ToolException.Usage($"'{settings.Endpoint.Text}': {e.Message.Split(" (Parameter")[0].TrimEnd('.')}");
        }
    }

    public bool IsListening => _settings.Listen;

    public string Endpoint { get; }

    /// <summary>Waits for a peer, for as many receivers as were asked for, and where messages are published, for their subscriptions.</summary>
    public async ValueTask<IMessageChannel> OpenAsync(CancellationToken cancellationToken)
    {
        if (!_settings.Listen)
        {
            await ZmqConnecting.WaitAsync(_socket, _peers, _settings.ConnectTimeout, cancellationToken);
        }

        int count = _settings.Receivers ?? 1;
        await _socket.WaitForPeersAsync(count, cancellationToken);
        if (_zmq.Role.Publishes && _settings.Purpose == Purpose.Send)
        {
            await WaitForSubscribersAsync(count, cancellationToken);
        }

        return _socket switch
        {
            ZmqRequester requester => new ZmqAskChannel(requester, _peers, _zmq) { LocalEnd = Endpoint },
            ZmqReplier replier => new ZmqReplyChannel(replier, _peers, _settings) { LocalEnd = Endpoint },
            _ when _settings.Purpose == Purpose.Send => new ZmqSendChannel(_socket, _peers, _settings) { LocalEnd = Endpoint },
            _ => new ZmqReceiveChannel((ZmqReceivingSocket)_socket, _peers, _zmq) { LocalEnd = Endpoint },
        };
    }

    public async ValueTask DisposeAsync()
    {
        _peers.End();
        await _socket.DisposeAsync();
        _peers.Dispose();
    }

    /// <summary>What was published before would go nowhere.</summary>
    private async Task WaitForSubscribersAsync(int count, CancellationToken cancellationToken)
    {
        if (_zmq.SentTopic is { } topic)
        {
            await (_socket is ZmqPublisher publisher
                ? publisher.WaitForSubscribersAsync(count, topic, cancellationToken)
                : ((ZmqXPublisher)_socket).WaitForSubscribersAsync(count, topic, cancellationToken));
            return;
        }

        // Which topics there will be is not known: whoever wants anything counts.
        while (_socket.GetPeers().Count(static peer => peer.Topics > 0) < count)
        {
            await Task.Delay(s_look, cancellationToken);
        }
    }
}
