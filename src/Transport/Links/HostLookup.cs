using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>The addresses of a host. A name without any is a failed attempt, whatever is wrong with it.</summary>
internal static class HostLookup
{
    /// <exception cref="ConnectionClosedException">The name has no address, or could never have one.</exception>
    public static async ValueTask<IPAddress[]> ResolveAsync(DnsEndPoint name, CancellationToken cancellationToken)
    {
        try
        {
            return Some(await Dns.GetHostAddressesAsync(name.Host, name.AddressFamily, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw Unknown(name, e);
        }
    }

    /// <exception cref="ConnectionClosedException">As with <see cref="ResolveAsync"/>.</exception>
    public static IPAddress[] Resolve(DnsEndPoint name)
    {
        try
        {
            return Some(Dns.GetHostAddresses(name.Host, name.AddressFamily));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw Unknown(name, e);
        }
    }

    // An address in place of a name has none of another family.
    private static IPAddress[] Some(IPAddress[] addresses) => addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.NoData);

    // The resolver takes no name of more than 255 characters.
    private static ConnectionClosedException Unknown(DnsEndPoint name, Exception error)
    {
        string why = error is SocketException e ? e.SocketErrorCode.ToString() : "too long for a name";
        return new ConnectionClosedException(CloseReason.ConnectFailed, $"The host {name.Host} is unknown ({why}): check the name.", error);
    }
}
