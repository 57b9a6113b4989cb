using Sockets.Tools.Perf.All.Multicast;
using Sockets.Tools.Perf.All.Statsd;
using Sockets.Tools.Perf.All.Tcp;
using Sockets.Tools.Perf.All.ZeroMq;

namespace Sockets.Tools.Perf.All;

/// <summary>What <c>perf all</c> measures.</summary>
internal static class AllSections
{
    /// <param name="cores">How many cores there are.</param>
    public static IReadOnlyList<AllSection> Create(int cores) =>
        [.. TcpSections.Create(cores), .. MulticastSections.Create(), .. StatsdSections.Create(), .. ZeroMqSections.Create()];
}
