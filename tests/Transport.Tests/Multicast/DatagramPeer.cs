using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>A plain socket that looks at what a sender sends.</summary>
internal sealed class DatagramPeer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public DatagramPeer() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public async Task<byte[]> ReceiveAsync()
    {
        byte[] buffer = new byte[2048];
        int length = await _socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken).WithinAsync();
        return buffer[..length];
    }

    public void Dispose() => _socket.Dispose();
}
