using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>The library's TLS options, from an endpoint's keys.</summary>
internal static class TlsKeys
{
    private const string FromStore = "store:";

    /// <summary>What can be said before a file is opened.</summary>
    /// <exception cref="ToolException">The keys do not go with the side.</exception>
    public static void Check(ChannelSettings settings)
    {
        EndpointUri uri = settings.Endpoint;
        if (uri.Scheme != Scheme.Tls)
        {
            return;
        }

        if (settings.Listen && uri.Certificate is null)
        {
            throw ToolException.Usage("the side of tls:// that listens needs a certificate", "add cert=FILE, and key=FILE where the key is in another");
        }

        if (settings.Listen && uri.Name is not null)
        {
            throw ToolException.Usage("key 'name' is the server's name for who connects, and this side listens", "leave it out");
        }

        if (uri.Key is not null && uri.Certificate is null)
        {
            throw ToolException.Usage("key 'key' belongs to a certificate", "add cert=FILE");
        }
    }

    /// <summary>For who connects; null without TLS.</summary>
    public static TlsClientOptions? Client(ChannelSettings settings) => !settings.Listen && settings.Endpoint.Scheme == Scheme.Tls
        ? Load(() => new TlsClientOptions
        {
            TargetHost = settings.Endpoint.Name ?? (settings.Endpoint.Host.Length == 0 ? "127.0.0.1" : settings.Endpoint.Host),
            Certificate = settings.Endpoint.Certificate is null ? null : Certificate(settings.Endpoint),
            Trust = Trust(settings),
        })
        : null;

    /// <summary>For who accepts; null without TLS. Who names authorities demands certificates of them.</summary>
    public static TlsServerOptions? Server(ChannelSettings settings) => settings.Listen && settings.Endpoint.Scheme == Scheme.Tls
        ? Load(() => new TlsServerOptions
        {
            Certificate = Certificate(settings.Endpoint),
            ClientCertificates = settings.Endpoint.Authorities is not null || settings.Endpoint.TrustsAnybody
                ? ClientCertificates.Required
                : ClientCertificates.NotAsked,
            Trust = Trust(settings),
        })
        : null;

    private static TlsTrust Trust(ChannelSettings settings)
    {
        if (settings.Endpoint.TrustsAnybody)
        {
            settings.OnNotice("whatever certificate the other side shows is taken (insecure=anybody): it may be anybody");
            return TlsTrust.InsecureAnybody;
        }

        return settings.Endpoint.Authorities is { } file ? TlsTrust.OnlyPemFile(file) : TlsTrust.System;
    }

    private static TlsCertificate Certificate(EndpointUri uri)
    {
        string from = uri.Certificate!;
        if (from.StartsWith(FromStore, StringComparison.Ordinal))
        {
            return TlsCertificate.FromStore(from[FromStore.Length..]);
        }

        return from.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase) || from.EndsWith(".p12", StringComparison.OrdinalIgnoreCase)
            ? TlsCertificate.FromPfxFile(from)
            : TlsCertificate.FromPemFile(from, uri.Key);
    }

    private static T Load<T>(Func<T> load)
    {
        try
        {
            return load();
        }
        catch (ArgumentException e)
        {
            throw new ToolException(ExitCode.Usage, e.Message.Split(" (Parameter ")[0], innerException: e);
        }
    }
}
