using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>A network interface of this machine, as joining and sending need it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">The number the kernel gave it in the family that is used.</param>
/// <param name="Address">The address that was named, else its first of that family; the wildcard when it has none.</param>
internal sealed record LocalInterface(string Name, int Index, IPAddress Address)
{
    /// <summary>Finds an interface by its name or by one of its addresses.</summary>
    /// <exception cref="TransportException">There is none, it is down, or it does not speak this family.</exception>
    public static LocalInterface Find(string nameOrAddress, AddressFamily family)
    {
        NetworkInterface[] all = NetworkInterface.GetAllNetworkInterfaces();
        IPAddress? address = IPAddress.TryParse(nameOrAddress, out IPAddress? parsed) ? parsed : null;
        NetworkInterface[] matching = Array.FindAll(all, candidate => Matches(candidate, nameOrAddress, address));
        NetworkInterface found = matching.Length switch
        {
            0 => throw new TransportException(
                $"There is no network interface '{nameOrAddress}'. This machine has {string.Join(", ", all.Select(static i => i.Name))}."),
            1 => matching[0],
            _ => throw new TransportException(
                $"{nameOrAddress} is an address of {string.Join(" and ", matching.Select(static i => i.Name))}: name the interface."),
        };

        if (!IsUp(found))
        {
            throw new TransportException($"The network interface '{found.Name}' is down: bring it up first.");
        }

        return From(found, family, address)
            ?? throw new TransportException($"The network interface '{found.Name}' has no {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")}.");
    }

    private static bool Matches(NetworkInterface candidate, string name, IPAddress? address) =>
        string.Equals(candidate.Name, name, StringComparison.Ordinal)
        || (address is not null && candidate.GetIPProperties().UnicastAddresses.Any(own => IsNamedBy(own.Address, address)));

    /// <summary>Whether an address of an interface is meant; a link-local one may be written without its zone.</summary>
    internal static bool IsNamedBy(IPAddress own, IPAddress named) => own.Equals(named)
        || (own.IsIPv6LinkLocal && named.IsIPv6LinkLocal && named.ScopeId == 0 && own.GetAddressBytes().AsSpan().SequenceEqual(named.GetAddressBytes()));

    /// <summary>The address to use of an interface: the one that was named, else the first of the family.</summary>
    internal static IPAddress? Choose(IEnumerable<IPAddress> own, AddressFamily family, IPAddress? named) => own
        .Where(address => address.AddressFamily == family)
        .OrderByDescending(address => named is not null && IsNamedBy(address, named))
        .FirstOrDefault();

    // The managed status on Linux comes from files that may be another network namespace's: the kernel is asked itself.
    private static bool IsUp(NetworkInterface found) => OperatingSystem.IsLinux()
        ? Libc.IsInterfaceUp(found.Name)
        : found.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown;

    private static LocalInterface? From(NetworkInterface found, AddressFamily family, IPAddress? named)
    {
        IPInterfaceProperties properties = found.GetIPProperties();
        IPAddress address = Choose(properties.UnicastAddresses.Select(static own => own.Address), family, named)
            ?? (family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any);
        try
        {
            int index = family == AddressFamily.InterNetwork
                ? properties.GetIPv4Properties().Index
                : properties.GetIPv6Properties().Index;
            return new LocalInterface(found.Name, index, address);
        }
        catch (NetworkInformationException)
        {
            return null;
        }
    }
}
