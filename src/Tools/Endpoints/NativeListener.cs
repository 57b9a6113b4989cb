using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>Accepts sessions: the first one, or one after the other.</summary>
internal sealed class NativeListener : IChannelSource
{
    private readonly ChannelSettings _settings;
    private readonly MessageServer _server;
    private readonly ResumeLog _log;
    private Task _turningAway = Task.CompletedTask;

    public NativeListener(ChannelSettings settings)
    {
        _settings = settings;
        _log = new ResumeLog(settings.OnNotice);
        _server = MessageServer.Start(NativeOptions.Server(settings, _log.OnEvent) with
        {
            // Who takes one peer must not let others in: what they send would never be read. One that comes back may do
            // so before it is known that its last connection is dead.
            Listen = settings.KeepOpen ? new ListenLimits() : new ListenLimits { MaxConnections = settings.Patience is null ? 1 : 2 },
        });
    }

    public bool IsListening => true;

    public string Endpoint => EndPoints.Describe(_settings.Endpoint, _server.LocalEndPoint);

    public async ValueTask<IMessageChannel> OpenAsync(CancellationToken cancellationToken)
    {
        MessageConnection connection = await _server.AcceptAsync(cancellationToken);
        if (!_settings.KeepOpen)
        {
            _turningAway = TurnAwayAsync();
        }

        return new NativeChannel(connection, _settings, _log);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _turningAway;
    }

    /// <summary>With a second connection allowed for who comes back, somebody else may be let in too.</summary>
    private async Task TurnAwayAsync()
    {
        try
        {
            while (true)
            {
                MessageConnection other = await _server.AcceptAsync();
                _settings.OnNotice($"{EndPoints.Name(_settings.Endpoint, other.RemoteEndPoint)} was turned away: this run takes one peer");
                other.Abort();
                await other.DisposeAsync();
            }
        }
        catch (Exception e) when (e is TransportException or ObjectDisposedException or System.Threading.Channels.ChannelClosedException)
        {
            // The run is over.
        }
    }
}
