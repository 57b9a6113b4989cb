using Sockets.Tools.Endpoints.ZeroMq;

namespace Sockets.Tools.Endpoints;

/// <summary>Opens endpoints.</summary>
internal static class ChannelSources
{
    /// <summary>Binds at once when listening; connects later.</summary>
    public static IChannelSource Open(ChannelSettings settings) => (settings.Endpoint.Framing, settings.Listen) switch
    {
        _ when settings.Endpoint.Scheme == Scheme.Zmq => new ZmqSource(settings),
        _ when settings.Endpoint.Scheme == Scheme.Udp => UdpSources.Open(settings),
        (null, false) => new NativeConnector(settings),
        (null, true) when settings.Receivers is not null => new FanOutListener(settings),
        (null, true) => new NativeListener(settings),
        (_, false) => new FramedConnector(settings),
        (_, true) => new FramedAcceptor(settings),
    };
}
