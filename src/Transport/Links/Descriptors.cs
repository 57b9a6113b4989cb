using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>
/// The file descriptors of this process. Whoever uses up the last one takes it from files, name lookups and the runtime
/// itself, which cannot load code without and may end the process; so listeners leave some.
/// </summary>
internal static class Descriptors
{
    /// <summary>How many a listener leaves: 32, some ten times what loading code and looking up a name take at once.</summary>
    public const int Reserve = 32;

    /// <summary>
    /// Says which limit is reached when an accepted socket is one of the last; null when it is not. The kernel gives the
    /// lowest number that is free, and none above the limit, which is asked for each time because it may be changed.
    /// </summary>
    public static string? LimitReached(Socket accepted)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        ulong limit = Libc.DescriptorLimit();
        return (ulong)accepted.Handle + Reserve >= limit
            ? $"the limit of file descriptors (ulimit -n) is {limit}, and the last {Reserve} are not for connections"
            : null;
    }
}
