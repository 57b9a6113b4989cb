using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Multicast;

/// <summary>Groups and ports on the loopback that no other test uses, and who has joined them.</summary>
internal static class Groups
{
    private static int s_count;

    /// <summary>A group of this test's own.</summary>
    public static string New() => $"239.253.{Environment.ProcessId % 256}.{Interlocked.Increment(ref s_count)}";

    /// <summary>A port that nobody had a moment ago: a foreign program can bind it, which cannot say which one it chose.</summary>
    public static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Waits until somebody on this machine has joined a group.</summary>
    public static Task HasJoinedAsync(string group) => Until.HoldsAsync(
        () => File.ReadAllText("/proc/net/igmp").Contains(InKernelsOrder(group), StringComparison.OrdinalIgnoreCase), group + " is joined");

    /// <summary>The file shows a group as the number that its bytes are on this machine.</summary>
    private static string InKernelsOrder(string group) =>
        BitConverter.ToUInt32(IPAddress.Parse(group).GetAddressBytes()).ToString("X8", CultureInfo.InvariantCulture);
}
