using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>Between endpoints as users write them and as sockets know them.</summary>
internal static class EndPoints
{
    /// <summary>Where to connect to, or to listen.</summary>
    public static EndPoint Create(EndpointUri uri)
    {
        if (uri.Path.Length > 0)
        {
            // A leading zero byte is Linux's mark of a name without a file.
            return new UnixDomainSocketEndPoint(uri.Path[0] == '@' ? "\0" + uri.Path[1..] : uri.Path);
        }

        return uri.Host switch
        {
            "" => new IPEndPoint(IPAddress.Loopback, uri.Port),
            EndpointUri.AnyHost => new IPEndPoint(IPAddress.Any, uri.Port),
            _ when IPAddress.TryParse(uri.Host, out IPAddress? address) => new IPEndPoint(address, uri.Port),
            _ => new DnsEndPoint(uri.Host, uri.Port),
        };
    }

    /// <summary>An end of a connection in the words of its endpoint.</summary>
    public static string Describe(EndpointUri uri, EndPoint? endPoint) => endPoint switch
    {
        // A socket accepted over IPv6 shows IPv4 peers as mapped addresses.
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } ip => uri.Describe(ip.Address.MapToIPv4().ToString(), ip.Port),
        IPEndPoint ip => uri.Describe(ip.Address.ToString(), ip.Port),
        _ => uri.Text,
    };

    /// <summary>A peer of an endpoint: the keys are this side's own.</summary>
    public static string Name(EndpointUri uri, EndPoint? peer) => Describe(uri, peer).Split('?')[0];

    /// <summary>One line for whoever was not let in, or for everybody while a listener has to pause.</summary>
    public static string Describe(EndpointUri uri, RefusedConnection refused) => refused.RemoteEndPoint is null
        ? refused.Message
        : $"{Name(uri, refused.RemoteEndPoint)} was not let in: {refused.Message}";
}
