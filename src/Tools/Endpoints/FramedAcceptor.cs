using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>Accepts foreign programs: the first one, or one after the other.</summary>
internal sealed class FramedAcceptor : IChannelSource
{
    private readonly ChannelSettings _settings;
    private readonly FrameFormat _format;
    private readonly FramedListener _listener;
    private bool _isClosed;

    public FramedAcceptor(ChannelSettings settings)
    {
        _settings = settings;
        _format = FrameFormatFactory.Create(settings.Endpoint.Framing!, settings.Endpoint.MaxFrame);
        _listener = FramedListener.Start(EndPoints.Create(settings.Endpoint), FramedOptions.Create(settings, _format), limits: null, OnRefused);
        Endpoint = EndPoints.Describe(settings.Endpoint, _listener.LocalEndPoint);
    }

    public bool IsListening => true;

    public string Endpoint { get; }

    public async ValueTask<IMessageChannel> OpenAsync(CancellationToken cancellationToken)
    {
        FramedConnection connection = await _listener.AcceptAsync(cancellationToken);
        if (!_settings.KeepOpen)
        {
            // Who comes later is told so by his own system, instead of sending into the void.
            await DisposeAsync();
        }

        return new FramedChannel(connection, _format, _settings.Endpoint);
    }

    public ValueTask DisposeAsync()
    {
        bool first = !_isClosed;
        _isClosed = true;
        return first ? _listener.DisposeAsync() : ValueTask.CompletedTask;
    }

    private void OnRefused(RefusedConnection refused) =>
        _settings.OnNotice(EndPoints.Describe(_settings.Endpoint, refused));
}
