using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>The library's options for a foreign protocol, from an endpoint's keys.</summary>
internal static class FramedOptions
{
    // A receiver behind a pager takes nothing for as long as somebody reads; whether to wait is up to the user.
    private static readonly TimeSpan s_patience = TimeSpan.FromDays(7);

    public static FramedConnectionOptions Create(ChannelSettings settings, FrameFormat format) => new()
    {
        Format = format,
        Driver = settings.Driver,
        TlsClient = TlsKeys.Client(settings),
        TlsServer = TlsKeys.Server(settings),
        Limits = new ConnectionLimits { WriteTimeout = s_patience },
    };
}
