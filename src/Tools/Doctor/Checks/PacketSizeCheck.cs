using System.Net;
using System.Net.Sockets;
using Sockets.Tools.Doctor.Facts;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;

namespace Sockets.Tools.Doctor.Checks;

/// <summary>Whether packets of metrics go to their server in one piece. The kernel says what it knows of the way's MTU; nothing is sent.</summary>
internal sealed class PacketSizeCheck : ICheck
{
    // Linux values (bits/in.h): the MTU that the kernel knows of a connected socket's way.
    private const int Ip = 0;
    private const int IpMtu = 14;
    private const int Ipv6 = 41;
    private const int Ipv6Mtu = 24;

    private readonly Machine _machine;
    private readonly StatsdEndpoint _server;

    public PacketSizeCheck(Machine machine, StatsdEndpoint server)
    {
        _machine = machine;
        _server = server;
    }

    public string Name => "packet size";

    public async ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Finding.Unknown("the MTU of a way is asked for on Linux only");
        }

        if (await _machine.AddressOfAsync(_server.Host, cancellationToken) is not { } address)
        {
            return Finding.Unknown("not tried: the name has no address");
        }

        try
        {
            using Socket socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(new IPEndPoint(address, _server.Port), cancellationToken);
            return Judge(_server.PacketBytes, MtuOf(socket), address.AddressFamily);
        }
        catch (SocketException e)
        {
            return Finding.Fail($"{address} cannot be reached: {e.Message}", $"ip route get {address}");
        }
    }

    internal static Finding Judge(int packet, int mtu, AddressFamily family)
    {
        int longest = mtu - Family.DatagramHeaders(family);
        string packets = $"packets of {HumanText.Count(packet, "byte")}";
        string way = $"the way's MTU of {HumanText.Count(mtu)}";
        return (packet > longest
            ? Finding.Warn($"{packets} are cut into fragments for {way}, and losing one loses all", $"add ?mtu={longest}")
            : Finding.Ok($"{packets} fit {way}")).With(("packet_bytes", packet), ("mtu_bytes", mtu));
    }

    private static int MtuOf(Socket socket)
    {
        Span<byte> mtu = stackalloc byte[sizeof(int)];
        bool isV4 = socket.AddressFamily == AddressFamily.InterNetwork;
        socket.GetRawSocketOption(isV4 ? Ip : Ipv6, isV4 ? IpMtu : Ipv6Mtu, mtu);
        return BitConverter.ToInt32(mtu);
    }
}
