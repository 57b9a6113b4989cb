using System.Net;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>Connects to foreign programs.</summary>
internal sealed class FramedConnector : IChannelSource
{
    private readonly ChannelSettings _settings;
    private readonly EndPoint _endPoint;
    private readonly FrameFormat _format;
    private readonly FramedConnectionOptions _options;

    public FramedConnector(ChannelSettings settings)
    {
        _settings = settings;
        _endPoint = EndPoints.Create(settings.Endpoint);
        _format = FrameFormatFactory.Create(settings.Endpoint.Framing!, settings.Endpoint.MaxFrame);
        _options = FramedOptions.Create(settings, _format);
    }

    public bool IsListening => false;

    public string Endpoint => _settings.Endpoint.Text;

    public async ValueTask<IMessageChannel> OpenAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_settings.ConnectTimeout);
        try
        {
            return new FramedChannel(await FramedConnection.ConnectAsync(_endPoint, _options, timeout.Token), _format, _settings.Endpoint);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(e.Message, e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
