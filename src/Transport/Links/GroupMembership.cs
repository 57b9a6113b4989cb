using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>Joins multicast groups: any sender's (IGMPv2, MLDv1) or only those of named ones (IGMPv3, MLDv2).</summary>
internal static class GroupMembership
{
    // Linux values (linux/in.h); one request for both families: the interface's index, the group and the source (RFC 3678).
    private const int LevelIp = 0;
    private const int LevelIp6 = 41;
    private const int JoinSourceGroup = 46;
    private const int RequestLength = 264;
    private const int GroupOffset = 8;
    private const int SourceOffset = 136;
    private const ushort InterNetwork = 2;
    private const ushort InterNetwork6 = 10;

    /// <summary>Joins a group on an interface.</summary>
    /// <exception cref="SocketException">The kernel refuses.</exception>
    /// <exception cref="TransportException">This system cannot join for one source.</exception>
    public static void Join(Socket socket, IPAddress group, LocalInterface on, IReadOnlyList<IPAddress> sources)
    {
        if (sources.Count == 0)
        {
            JoinAny(socket, group, on);
        }

        foreach (IPAddress source in sources)
        {
            JoinSource(socket, group, on, source);
        }
    }

    private static void JoinAny(Socket socket, IPAddress group, LocalInterface on)
    {
        if (group.AddressFamily == AddressFamily.InterNetwork)
        {
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(group, on.Index));
        }
        else
        {
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(group, on.Index));
        }
    }

    private static void JoinSource(Socket socket, IPAddress group, LocalInterface on, IPAddress source)
    {
        if (OperatingSystem.IsLinux())
        {
            Span<byte> request = stackalloc byte[RequestLength];
            request.Clear();
            BitConverter.TryWriteBytes(request, on.Index);
            Write(request[GroupOffset..], group);
            Write(request[SourceOffset..], source);
            socket.SetRawSocketOption(group.AddressFamily == AddressFamily.InterNetwork ? LevelIp : LevelIp6, JoinSourceGroup, request);
        }
        else if (group.AddressFamily == AddressFamily.InterNetwork)
        {
            // Group, source, interface: the order of Windows and macOS.
            byte[] request = [.. group.GetAddressBytes(), .. source.GetAddressBytes(), .. on.Address.GetAddressBytes()];
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddSourceMembership, request);
        }
        else
        {
            throw new TransportException($"Cannot join {group} for the source {source}: on this system only IPv4 groups can be joined for one source.");
        }
    }

    private static void Write(Span<byte> storage, IPAddress address)
    {
        bool v4 = address.AddressFamily == AddressFamily.InterNetwork;
        BitConverter.TryWriteBytes(storage, v4 ? InterNetwork : InterNetwork6);
        address.TryWriteBytes(storage[(v4 ? 4 : 8)..], out _);
    }
}
