using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sockets.Tools.Doctor.Facts;

/// <summary>The routes of one family, read from the kernel's files. Policy routing (ip rule) is not in them.</summary>
internal sealed class RouteTable
{
    // Linux flags (linux/route.h).
    private const int Up = 0x1;
    private const int Reject = 0x200;

    private readonly List<Route> _routes;

    private RouteTable(List<Route> routes) => _routes = routes;

    public IReadOnlyList<Route> All => _routes;

    /// <summary>Reads the table; null when the kernel does not show it.</summary>
    public static RouteTable? Read(SystemFiles files, AddressFamily family)
    {
        bool v4 = family == AddressFamily.InterNetwork;
        string path = v4 ? "proc/net/route" : "proc/net/ipv6_route";
        if (files.Read(path) is null)
        {
            return null;
        }

        IEnumerable<string[]> rows = files.ReadLines(path).Select(static l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return new RouteTable([.. (v4 ? rows.Select(Parse4) : rows.Select(Parse6)).OfType<Route>()]);
    }

    /// <summary>The routes to an address, the one that is taken first.</summary>
    public IReadOnlyList<Route> To(IPAddress address) =>
        [.. _routes.Where(r => r.Network.Contains(address)).OrderByDescending(static r => r.Network.PrefixLength).ThenBy(static r => r.Metric)];

    // Interface, destination, gateway, flags, references, uses, metric, mask: addresses as little-endian words.
    private static Route? Parse4(string[] row)
    {
        if (row.Length < 8 || !TryHex(row[1], out uint destination) || !TryHex(row[3], out uint flags) || !TryHex(row[7], out uint mask)
            || !long.TryParse(row[6], NumberStyles.None, CultureInfo.InvariantCulture, out long metric) || !IsUsable(flags))
        {
            return null;
        }

        byte[] address = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(address, destination);
        return new Route(new IPNetwork(new IPAddress(address), int.CreateChecked(uint.PopCount(mask))), row[0], metric);
    }

    // Destination, its length, source, its length, next hop, metric, references, uses, flags, interface.
    private static Route? Parse6(string[] row)
    {
        if (row.Length < 10 || row[0].Length != 32 || !TryHex(row[1], out uint length) || length > 128
            || !TryHex(row[5], out uint metric) || !TryHex(row[8], out uint flags) || !IsUsable(flags))
        {
            return null;
        }

        return new Route(new IPNetwork(new IPAddress(Convert.FromHexString(row[0])), (int)length), row[9], metric);
    }

    private static bool IsUsable(uint flags) => (flags & Up) != 0 && (flags & Reject) == 0;

    private static bool TryHex(string text, out uint value) => uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
