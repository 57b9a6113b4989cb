using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>Connects sessions.</summary>
internal sealed class NativeConnector : IChannelSource
{
    private readonly ChannelSettings _settings;
    private readonly MessageClientOptions _options;

    public NativeConnector(ChannelSettings settings)
    {
        _settings = settings;
        _options = new MessageClientOptions
        {
            EndPoint = EndPoints.Create(settings.Endpoint),
            Driver = settings.Driver,
            Requests = settings.Requests,
            Tls = TlsKeys.Client(settings),
            Credential = TokenFile.Shown(settings.Endpoint),
            Session = NativeOptions.Session(settings),
            Limits = NativeOptions.Limits(settings.Endpoint),
            ConnectTimeout = settings.ConnectTimeout,
        };
    }

    public bool IsListening => false;

    public string Endpoint => _settings.Endpoint.Text;

    public async ValueTask<IMessageChannel> OpenAsync(CancellationToken cancellationToken)
    {
        MessageClient client = await MessageClient.ConnectAsync(_options, cancellationToken);
        return new NativeChannel(client.Connection, _settings);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
