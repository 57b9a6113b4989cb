using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sockets.Tools.Doctor.Facts;

/// <summary>The machine as checks see it; tests put their own in.</summary>
internal sealed record Machine
{
    /// <summary>The kernel's files below <c>/proc</c> and <c>/sys</c>.</summary>
    public required SystemFiles Files { get; init; }

    /// <summary>Its network interfaces, asked for each time.</summary>
    public required Func<IReadOnlyList<NetInterface>> Interfaces { get; init; }

    /// <summary>How well its clock is kept; null where the kernel does not say.</summary>
    public required Func<ClockState?> Clock { get; init; }

    /// <summary>Whether a shared library can be loaded.</summary>
    public required Func<string, bool> HasLibrary { get; init; }

    /// <summary>The addresses of a name.</summary>
    public required Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; }

    /// <summary>This machine.</summary>
    public static Machine This { get; } = new()
    {
        Files = new SystemFiles("/"),
        Interfaces = NetInterface.ReadAll,
        Clock = KernelClock.Read,
        HasLibrary = static name => NativeLibrary.TryLoad(name, out _),
        Resolve = static (name, cancellationToken) => Dns.GetHostAddressesAsync(name, cancellationToken),
    };

    /// <summary>An interface by its name or one of its addresses; null when there is none.</summary>
    public NetInterface? Find(string nameOrAddress)
    {
        IPAddress? address = IPAddress.TryParse(nameOrAddress, out IPAddress? parsed) ? parsed : null;
        return Interfaces().FirstOrDefault(i => i.Name == nameOrAddress || (address is not null && i.Addresses.Contains(address)));
    }

    /// <summary>The address of a host: itself, or the first of its name's; null when the name has none. No host is the loopback.</summary>
    public async ValueTask<IPAddress?> AddressOfAsync(string host, CancellationToken cancellationToken)
    {
        if (host.Length == 0)
        {
            return IPAddress.Loopback;
        }

        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return address;
        }

        try
        {
            return (await Resolve(host, cancellationToken)).FirstOrDefault();
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
