using System.Net.Sockets;

namespace Sockets.Tools.Doctor.Facts;

/// <summary>Words and facts of the two families of addresses.</summary>
internal static class Family
{
    public static string Name(AddressFamily family) => family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";

    /// <summary>Bytes of the IP and UDP headers in front of a datagram.</summary>
    public static int DatagramHeaders(AddressFamily family) => family == AddressFamily.InterNetwork ? 28 : 48;

    /// <summary>The command <c>ip</c> for this family.</summary>
    public static string IpCommand(AddressFamily family) => family == AddressFamily.InterNetwork ? "sudo ip" : "sudo ip -6";
}
