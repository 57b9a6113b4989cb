using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Sockets.Tools.Doctor.Facts;

/// <summary>A network interface, as the kernel describes it.</summary>
internal sealed record NetInterface
{
    public required string Name { get; init; }

    /// <summary>Whether it was brought up.</summary>
    public required bool IsUp { get; init; }

    /// <summary>Whether it carries multicast. The loopback does without saying so.</summary>
    public required bool HasMulticast { get; init; }

    public required bool IsLoopback { get; init; }

    /// <summary>The longest packet, in bytes.</summary>
    public required int Mtu { get; init; }

    public required IReadOnlyList<IPAddress> Addresses { get; init; }

    /// <summary>Its first address of a family; null when it has none.</summary>
    public IPAddress? AddressOf(AddressFamily family) => Addresses.FirstOrDefault(a => a.AddressFamily == family);

    /// <summary>All of this machine.</summary>
    public static IReadOnlyList<NetInterface> ReadAll() => [.. NetworkInterface.GetAllNetworkInterfaces().Select(Read)];

    private static NetInterface Read(NetworkInterface found)
    {
        IPInterfaceProperties properties = found.GetIPProperties();
        return new NetInterface
        {
            Name = found.Name,
            IsUp = OperatingSystem.IsLinux() ? KernelInterface.IsUp(found.Name) : found.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown,
            HasMulticast = found.SupportsMulticast,
            IsLoopback = found.NetworkInterfaceType == NetworkInterfaceType.Loopback,
            Mtu = OperatingSystem.IsLinux() ? KernelInterface.Mtu(found.Name) : ReadMtu(properties),
            Addresses = [.. properties.UnicastAddresses.Select(static own => own.Address)],
        };
    }

    private static int ReadMtu(IPInterfaceProperties properties)
    {
        try
        {
            return properties.GetIPv4Properties().Mtu;
        }
        catch (NetworkInformationException)
        {
            return 0;
        }
    }
}
