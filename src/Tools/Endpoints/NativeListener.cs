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
        _server = MessageServer.Start(new MessageServerOptions
        {
            EndPoint = EndPoints.Create(settings.Endpoint),
            Driver = settings.Driver,
            Requests = settings.Requests,
            Tls = TlsKeys.Server(settings),
            Authenticate = TokenFile.LetIn(settings.Endpoint),
            Session = NativeOptions.Session(settings),
            Limits = NativeOptions.Limits(settings.Endpoint),

            // Who takes one peer must not let others in: what they send would never be read.
            Listen = settings.KeepOpen ? new ListenLimits() : new ListenLimits { MaxConnections = 1 },
            OnRefused = OnRefused,
        });
    }

    public bool IsListening => true;

    public string Endpoint => EndPoints.Describe(_settings.Endpoint, _server.LocalEndPoint);

    public async ValueTask<IMessageChannel> OpenAsync(CancellationToken cancellationToken) =>
        new NativeChannel(await _server.AcceptAsync(cancellationToken), _settings);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>Whoever knocks wrongly, a browser or a port scanner say, is named and must not end the wait for the right one.</summary>
    private void OnRefused(RefusedConnection refused) =>
        _settings.OnNotice(EndPoints.Describe(_settings.Endpoint, refused));
}
