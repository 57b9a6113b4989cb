using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>Accepts sessions: the first one, or one after the other.</summary>
internal sealed class NativeListener : IChannelSource
{
    private readonly ChannelSettings _settings;
    private readonly MessageServer _server;
    private readonly TaskCompletionSource<RefusedConnection> _foreign = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public NativeListener(ChannelSettings settings)
    {
        _settings = settings;
        _server = MessageServer.Start(new MessageServerOptions
        {
            EndPoint = EndPoints.Create(settings.Endpoint),
            Driver = settings.Driver,
            Session = NativeOptions.Session(settings),
            Limits = NativeOptions.Limits(settings.Endpoint),

            // Who takes one peer must not let others in: what they send would never be read.
            Listen = settings.KeepOpen ? new ListenLimits() : new ListenLimits { MaxConnections = 1 },
            OnRefused = OnRefused,
        });
    }

    public bool IsListening => true;

    public string Endpoint => EndPoints.Describe(_settings.Endpoint, _server.LocalEndPoint);

    public async ValueTask<IMessageChannel> OpenAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<MessageConnection> accepting = _server.AcceptAsync(either.Token).AsTask();
        if (await Task.WhenAny(accepting, _foreign.Task) == _foreign.Task && !_settings.KeepOpen)
        {
            await either.CancelAsync();
            await ((Task)accepting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            RefusedConnection refused = await _foreign.Task;
            throw new ProtocolViolationException(
                $"{EndPoints.Describe(_settings.Endpoint, refused.RemoteEndPoint)} speaks another protocol: {refused.Message}");
        }

        return new NativeChannel(await accepting, _settings);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void OnRefused(RefusedConnection refused)
    {
        // Who only looks whether the port is open is not worth ending for; who speaks something else means us, wrongly.
        if (refused.Reason is CloseReason.ProtocolViolation or CloseReason.FrameTooLarge)
        {
            _foreign.TrySetResult(refused);
        }

        _settings.OnNotice($"{EndPoints.Describe(_settings.Endpoint, refused.RemoteEndPoint)} was not let in: {refused.Message}");
    }
}
