using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>The library's options for the native protocol, from an endpoint's keys.</summary>
internal static class NativeOptions
{
    /// <summary>
    /// A server's options. Whoever knocks wrongly, a browser or a port scanner say, is named and must not end the wait for the
    /// right one.
    /// </summary>
    public static MessageServerOptions Server(ChannelSettings settings, Action<MessageConnection, ResumeEvent> onResume) => new()
    {
        EndPoint = EndPoints.Create(settings.Endpoint),
        Driver = settings.Driver,
        Requests = settings.Requests,
        Tls = TlsKeys.Server(settings),
        Authenticate = TokenFile.LetIn(settings.Endpoint),
        Resume = Resume(settings, onResume),
        Session = Session(settings),
        Limits = Limits(settings.Endpoint),
        OnRefused = refused => settings.OnNotice(EndPoints.Describe(settings.Endpoint, refused)),
    };

    /// <summary>A client's options.</summary>
    public static MessageClientOptions Client(ChannelSettings settings, Action<MessageConnection, ResumeEvent> onResume) => new()
    {
        EndPoint = EndPoints.Create(settings.Endpoint),
        Driver = settings.Driver,
        Requests = settings.Requests,
        Tls = TlsKeys.Client(settings),
        Credential = TokenFile.Shown(settings.Endpoint),
        Resume = Resume(settings, onResume),
        Session = Session(settings),
        Limits = Limits(settings.Endpoint),
        ConnectTimeout = settings.ConnectTimeout,
    };

    public static SessionOptions Session(ChannelSettings settings)
    {
        EndpointUri uri = settings.Endpoint;
        int message = uri.MaxMessage ?? ConnectionLimits.DefaultMaxMessageLength;
        long needed = message + ((long)Trn1Frames(message) * Trn1HeaderSize);
        if (uri.Window < needed || needed > int.MaxValue)
        {
            throw ToolException.Usage(
                $"key 'window': {uri.Window} bytes do not hold one message of {message} with its headers ({needed})",
                "raise window, or lower maxmessage");
        }

        // A window of one message would stop after each; two keep it going.
        int window = uri.Window ?? (int)Math.Clamp(2 * needed, SessionOptions.DefaultWindowBytes, int.MaxValue);
        return new SessionOptions
        {
            Overflow = settings.Policy,
            Compressor = settings.Compressor,
            WindowBytes = window,

            // A window somebody chose stays as it is.
            MaxWindowBytes = uri.Window ?? Math.Max(window, SessionOptions.DefaultMaxWindowBytes),
            QueueBytes = uri.Queue ?? SessionOptions.DefaultWindowBytes,
        };
    }

    public static ResumeOptions? Resume(ChannelSettings settings, Action<MessageConnection, ResumeEvent> onEvent) =>
        settings.Patience is { } patience ? new ResumeOptions { Patience = patience, ReplayAge = patience, OnEvent = onEvent } : null;

    public static ConnectionLimits Limits(EndpointUri uri) => new()
    {
        MaxMessageLength = uri.MaxMessage ?? ConnectionLimits.DefaultMaxMessageLength,
    };

    private const int Trn1HeaderSize = (64 * 1024) - SessionOptions.MaxFramePayload;

    private static int Trn1Frames(int message) => Math.Max(1, (message + SessionOptions.MaxFramePayload - 1) / SessionOptions.MaxFramePayload);
}
