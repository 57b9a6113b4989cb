using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.Multicast.Internal.Repairing;

/// <summary>Sends requests from a port of its own. It never waits.</summary>
internal sealed class RequestSocket : IRequestOutput
{
    private readonly Socket _socket;
    private DatagramSource _latest;
    private SocketAddress? _address;

    /// <summary>Makes a socket.</summary>
    /// <param name="family">The family of the senders.</param>
    public RequestSocket(AddressFamily family) => _socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };

    public bool TrySend(ReadOnlySpan<byte> request, in DatagramSource to)
    {
        if (_address is null || to != _latest)
        {
            _latest = to;
            _address = to.ToEndPoint().Serialize();
        }

        try
        {
            _socket.SendTo(request, SocketFlags.None, _address);
            return true;
        }
        catch (SocketException)
        {
            // No route, or no room: it is asked for again.
            return false;
        }
    }

    public void Dispose() => _socket.Dispose();
}
