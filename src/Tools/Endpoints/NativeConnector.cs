using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>Connects sessions.</summary>
internal sealed class NativeConnector : IChannelSource
{
    private readonly ChannelSettings _settings;
    private readonly MessageClientOptions _options;
    private readonly ResumeLog _log;

    public NativeConnector(ChannelSettings settings)
    {
        _settings = settings;
        _log = new ResumeLog(settings.OnNotice);
        _options = new MessageClientOptions
        {
            EndPoint = EndPoints.Create(settings.Endpoint),
            Driver = settings.Driver,
            Requests = settings.Requests,
            Tls = TlsKeys.Client(settings),
            Credential = TokenFile.Shown(settings.Endpoint),
            Resume = NativeOptions.Resume(settings, _log.OnEvent),
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
        return new NativeChannel(client.Connection, _settings, _log);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
