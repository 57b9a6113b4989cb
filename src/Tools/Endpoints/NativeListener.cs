using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>Accepts sessions: the first one, or one after the other.</summary>
internal sealed class NativeListener : IChannelSource
{
    private readonly ChannelSettings _settings;
    private readonly MessageServer _server;

    public NativeListener(ChannelSettings settings)
    {
        _settings = settings;
        _server = MessageServer.Start(NativeOptions.Server(settings) with
        {
            // Who takes one peer must not let others in: what they send would never be read.
            Listen = settings.KeepOpen ? new ListenLimits() : new ListenLimits { MaxConnections = 1 },
        });
    }

    public bool IsListening => true;

    public string Endpoint => EndPoints.Describe(_settings.Endpoint, _server.LocalEndPoint);

    public async ValueTask<IMessageChannel> OpenAsync(CancellationToken cancellationToken) =>
        new NativeChannel(await _server.AcceptAsync(cancellationToken), _settings);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
