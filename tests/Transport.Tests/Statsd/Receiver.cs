using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sockets.Transport.Tests.Statsd;

/// <summary>A server's socket for datagrams. It only takes what is there.</summary>
internal sealed class Receiver : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[65_536];

    private Receiver(AddressFamily family, ProtocolType protocol, EndPoint at)
    {
        _socket = new Socket(family, SocketType.Dgram, protocol);
        _socket.Bind(at);
        _socket.Blocking = false;
        EndPoint = _socket.LocalEndPoint!;
    }

    public EndPoint EndPoint { get; }

    public int Port => ((IPEndPoint)EndPoint).Port;

    public static Receiver Udp(int port = 0) => new(AddressFamily.InterNetwork, ProtocolType.Udp, new IPEndPoint(IPAddress.Loopback, port));

    public static Receiver Udp6() => new(AddressFamily.InterNetworkV6, ProtocolType.Udp, new IPEndPoint(IPAddress.IPv6Loopback, 0));

    public static Receiver Unix(string path) => new(AddressFamily.Unix, ProtocolType.Unspecified, new UnixDomainSocketEndPoint(path));

    /// <summary>The packets that have arrived.</summary>
    public List<string> Take() => [.. TakeBytes().Select(Encoding.UTF8.GetString)];

    /// <summary>The same as they are.</summary>
    public List<byte[]> TakeBytes()
    {
        List<byte[]> packets = [];
        while (_socket.Available > 0 || _socket.Poll(0, SelectMode.SelectRead))
        {
            packets.Add(_buffer[.._socket.Receive(_buffer)]);
        }

        return packets;
    }

    /// <summary>The lines that have arrived, in order.</summary>
    public List<string> Lines() => [.. Take().SelectMany(packet => packet.Split('\n'))];

    public void Dispose() => _socket.Dispose();
}
