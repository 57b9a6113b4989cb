using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Tcp;

/// <summary>What LZ4 costs a session where the network is not what is scarce: the same messages with and without it.</summary>
internal static class CompressionScenario
{
    public static IEnumerable<Scenario> All() =>
    [
        Flow(1024, "1 KiB", TcpEnds.NativeFlowHandled(Driver.Async), TcpEnds.Lz4FlowHandled),
        Flow(16 * 1024, "16 KiB", TcpEnds.NativeFlowHandled(Driver.Async), TcpEnds.Lz4FlowHandled),
        Flow(1024 * 1024, "1 MiB", TcpEnds.NativeFlowAwaited(Driver.Async), TcpEnds.Lz4FlowAwaited),
    ];

    private static Scenario Flow(int size, string title, string plain, string packed)
    {
        PairLeg reference = new("native, Async", plain, size, Side.Listen);
        return new Scenario
        {
            Name = "lz4",
            Title = $"lz4: one way, {title} of JSON, one connection",
            Rules = "As oneway and bulk, with log lines in JSON as payload. One thread compresses, one decompresses, over loopback: "
                + "this is the cost; what it gains is bytes where the network is slower than this. Higher is better.",
            Legs = [reference, reference.Again(), new PairLeg("native, Async, LZ4", packed, size, Side.Listen)],
            Reference = reference.Name,
            Metrics =
            [
                new Metric(Keys.MessagesPerSecond, "10^6 messages/s", 1e-6, "0.000"),
                new Metric(Keys.BytesPerSecond, "payload MB/s", 1e-6, "0"),
                new Metric(Keys.WireShare, "wire bytes per payload byte", 1, "0.00"),
                new Metric(Keys.SecondsPerGigabyte, "CPU s per GB", 1, "0.00"),
            ],
        };
    }
}
