using System.Net;

namespace Sockets.Tools.Doctor.Facts;

/// <summary>A route of the kernel's main table.</summary>
/// <param name="Network">Where it leads.</param>
/// <param name="Interface">Through which interface.</param>
/// <param name="Metric">Of several to one network, the least is taken.</param>
internal sealed record Route(IPNetwork Network, string Interface, long Metric)
{
    public bool IsDefault => Network.PrefixLength == 0;
}
