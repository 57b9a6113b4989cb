using Sockets.Tools.Perf.All.Reporting;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.All.Tcp;

/// <summary>What is measured of the TCP mode.</summary>
internal static class TcpSections
{
    private const int Small = 64;
    private const int Medium = 1024;
    private const int Large = 1024 * 1024;

    /// <param name="cores">How many cores there are.</param>
    public static IReadOnlyList<AllSection> Create(int cores) =>
    [
        new(
            new ThroughputText("TCP throughput: one way, as fast as it goes (driver async)"),
            [.. ((int[])[Small, Medium, Large]).Select(static size => new ThroughputMeasurement(size))]),
        new(
            new RoundTripText("TCP round trip: 64 B there and back, one at a time", "driver"),
            [.. ((Driver[])[Driver.Async, Driver.DedicatedThread, Driver.BusyPoll]).Select(driver => new RoundTripMeasurement(driver, cores))]),
        new(new SlowReaderText(), [new SlowReaderMeasurement()]),
        new(new OverloadText(), [new OverloadMeasurement()]),
    ];
}
