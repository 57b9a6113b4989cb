using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.ZeroMq.Internal.Endpoints;

/// <summary>An endpoint as ZeroMQ writes it.</summary>
/// <param name="Text">As it was given.</param>
/// <param name="EndPoint">Where that is.</param>
internal sealed record EndpointName(string Text, EndPoint EndPoint)
{
    private const string Expected = "expected tcp://host:port, ipc:///path, ipc://@name or inproc://name";

    /// <summary>Reads an endpoint.</summary>
    /// <exception cref="ArgumentException">It is none; the text says what is wrong.</exception>
    public static EndpointName Parse(string endpoint, Purpose purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpoint);
        string[] parts = endpoint.Split("://", 2);
        return (parts.Length == 2 ? parts[0] : "") switch
        {
            "tcp" => new EndpointName(endpoint, ParseTcp(endpoint, parts[1], purpose)),
            "inproc" => new EndpointName(endpoint, ParseInproc(endpoint, parts[1])),
            "ipc" => new EndpointName(endpoint, ParseIpc(endpoint, parts[1])),
            _ => throw Wrong(endpoint, Expected),
        };
    }

    /// <summary>What a bound endpoint is called, with what the system chose filled in.</summary>
    public string NameOf(EndPoint bound) => EndPoint is IPEndPoint or DnsEndPoint ? $"tcp://{bound}" : Text;

    private static EndPoint ParseTcp(string endpoint, string address, Purpose purpose)
    {
        int colon = address.LastIndexOf(':');
        if (colon <= 0)
        {
            throw Wrong(endpoint, Expected);
        }

        string host = address[..colon];
        ushort port = ParsePort(endpoint, address[(colon + 1)..], purpose);
        if (host == "*")
        {
            return purpose == Purpose.Bind
                ? new IPEndPoint(IPAddress.Any, port)
                : throw Wrong(endpoint, "* stands for all addresses of this host, which one can bind but not connect to");
        }

        string plain = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        if (IPAddress.TryParse(plain, out IPAddress? ip))
        {
            return new IPEndPoint(ip, port);
        }

        return plain == host && Uri.CheckHostName(host) == UriHostNameType.Dns
            ? new DnsEndPoint(host, port)
            : throw Wrong(endpoint, $"'{host}' is neither an address nor a host's name");
    }

    private static ushort ParsePort(string endpoint, string text, Purpose purpose)
    {
        if (purpose == Purpose.Bind && text == "*")
        {
            return 0;
        }

        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && (port > 0 || purpose == Purpose.Bind)
            ? port
            : throw Wrong(endpoint, $"'{text}' is not a port from 1 to 65535");
    }

    private static UnixDomainSocketEndPoint ParseIpc(string endpoint, string path)
    {
        try
        {
            return new UnixDomainSocketEndPoint(path.StartsWith('@') ? '\0' + path[1..] : path);
        }
        catch (ArgumentException e)
        {
            throw Wrong(endpoint, $"the path must have 1 to 107 bytes ({e.Message})");
        }
    }

    private static InprocEndPoint ParseInproc(string endpoint, string name) => name.Length is > 0 and <= InprocEndPoint.LongestName
        ? new InprocEndPoint(name)
        : throw Wrong(endpoint, $"the name must have 1 to {InprocEndPoint.LongestName} characters");

    private static ArgumentException Wrong(string endpoint, string why) =>
        new($"The endpoint '{endpoint}' cannot be used: {why}.", nameof(endpoint));
}
