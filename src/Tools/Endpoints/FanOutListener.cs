using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>Accepts sessions and sends each message to all of them.</summary>
internal sealed class FanOutListener : IChannelSource
{
    private readonly ChannelSettings _settings;
    private readonly MessageServer _server;

    public FanOutListener(ChannelSettings settings)
    {
        _settings = settings;
        _server = MessageServer.Start(NativeOptions.Server(settings, static (connection, told) => (connection.Tag as Receiver)?.OnResume(told)));
    }

    public bool IsListening => true;

    public string Endpoint => EndPoints.Describe(_settings.Endpoint, _server.LocalEndPoint);

    /// <summary>Waits for as many receivers as were asked for; others may join at any time.</summary>
    public async ValueTask<IMessageChannel> OpenAsync(CancellationToken cancellationToken)
    {
        FanOutChannel channel = new(_server, _settings);
        try
        {
            await channel.WaitForAsync(_settings.Receivers!.Value, cancellationToken);
            return channel;
        }
        catch
        {
            await channel.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
