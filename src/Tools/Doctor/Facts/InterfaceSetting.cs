namespace Sockets.Tools.Doctor.Facts;

/// <summary>Settings that IPv4 has for each interface.</summary>
internal static class InterfaceSetting
{
    /// <summary>What <c>sysctl</c> calls one. It takes the dot in the name of a VLAN for its own, unless the parts are separated by slashes.</summary>
    /// <param name="interfaceName">The interface.</param>
    /// <param name="setting">The setting, as in <c>rp_filter</c>.</param>
    public static string Name(string interfaceName, string setting) => interfaceName.Contains('.', StringComparison.Ordinal)
        ? $"net/ipv4/conf/{interfaceName}/{setting}"
        : $"net.ipv4.conf.{interfaceName}.{setting}";
}
