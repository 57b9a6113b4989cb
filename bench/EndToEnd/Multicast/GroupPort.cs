using System.Net;
using System.Net.Sockets;

namespace Sockets.EndToEnd.Multicast;

/// <summary>A group for local use (RFC 2365) and a port that nobody has.</summary>
internal static class GroupPort
{
    public static IPAddress Group { get; } = new([239, 255, (byte)Environment.ProcessId, 77]);

    /// <summary>A port that was free a moment ago, for programs that cannot say which one they chose.</summary>
    public static int Free()
    {
        using Socket probe = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        probe.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
