using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Tests.Links;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>A plain socket that sends a test's datagrams to a group on the loopback, one at a time.</summary>
internal sealed class GroupSender : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly IPEndPoint _group;

    public GroupSender(IPEndPoint group)
    {
        _group = group;
        _socket.SetSocketOption(
            SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(DatagramRig.Loopback.Index));
    }

    public void Send(byte[] datagram) => _socket.SendTo(datagram, _group);

    public void Dispose() => _socket.Dispose();
}
