using Sockets.Tools.Perf.Multicast;
using Sockets.Tools.Perf.Statsd;
using Sockets.Tools.Perf.Tcp;
using Sockets.Tools.Perf.ZeroMq;

namespace Sockets.Tools.Perf;

/// <summary>What <c>perf all</c> measures.</summary>
internal static class AllSections
{
    /// <param name="cores">How many cores there are.</param>
    public static IReadOnlyList<PerfSection> Create(int cores) =>
        [.. TcpSections.Create(cores), .. MulticastSections.Create(), .. StatsdSections.Create(), .. ZeroMqSections.Create()];
}
