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
        _options = NativeOptions.Client(settings, _log.OnEvent);
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
