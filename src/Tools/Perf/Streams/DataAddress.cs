using System.Net;
using System.Net.Sockets;

namespace Sockets.Tools.Perf.Streams;

/// <summary>Addresses for data that does not go over the control connection.</summary>
internal static class DataAddress
{
    /// <summary>The address at one end of the control connection.</summary>
    /// <exception cref="ToolException">It has none.</exception>
    public static IPAddress Of(EndPoint? endPoint) => endPoint switch
    {
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } ip => ip.Address.MapToIPv4(),
        IPEndPoint ip => ip.Address,
        _ => throw ToolException.Usage("the control connection has no address, and the data needs one", "serve on tcp:// or tls://"),
    };

    /// <summary>Whether an end of the control connection is on this host.</summary>
    public static bool IsOnThisHost(EndPoint? endPoint) => endPoint switch
    {
        UnixDomainSocketEndPoint => true,
        IPEndPoint => IPAddress.IsLoopback(Of(endPoint)),
        _ => false,
    };
}
