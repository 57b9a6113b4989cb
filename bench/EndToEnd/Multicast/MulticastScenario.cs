using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.Transport.Multicast;

namespace Sockets.EndToEnd.Multicast;

/// <summary>How many datagrams a second a group on the loopback carries from one sender to one receiver, unpaced.</summary>
internal static class MulticastScenario
{
    /// <summary>The length the targets are stated for, headers included.</summary>
    public const int Length = 1200;

    public static IEnumerable<Scenario> All()
    {
        SockperfLeg sockperf = new("sockperf throughput");
        FloorFlowLeg floor = new("C, sendmmsg and recvmmsg, times and drops");
        FloorReceiveLeg floorReceiver = new("C, recvmmsg, times and drops");
        OurReceiveLeg receiver = new("ours");
        Iperf2Leg iperf = new("iperf 2");
        OurLeg same = new("ours, the same calls", MulticastCalls.Fastest, MulticastTrains.Never, MulticastTrains.Never);
        OurLeg merged = new("ours, trains cut and merged", MulticastCalls.Fastest, MulticastTrains.WherePossible, MulticastTrains.WherePossible);
        yield return new Scenario
        {
            Name = "flow",
            Title = $"flow: {Length} B datagrams, one sender, one receiver, as fast as they go",
            Rules = "Counted at the receiver in the scored window, except sockperf and iperf 2, which count at the sender; what the socket drops "
                + "meanwhile is not counted. Ours numbers, stamps and tracks every datagram. Higher is better.",
            Legs =
            [
                sockperf,
                iperf,
                floor,
                same,
                new OurLeg("ours, trains cut", MulticastCalls.Fastest, MulticastTrains.WherePossible, MulticastTrains.Never),
                merged,
                new OurLeg("ours, managed calls", MulticastCalls.Managed, MulticastTrains.Never, MulticastTrains.Never),
            ],
            Reference = sockperf.Name,
            Comparisons =
            [
                new Comparison("multicast, 1200 B, unpaced", merged.Name, sockperf.Name) { Aim = Aim.AtLeast(10) },
                new Comparison("multicast, 1200 B, unpaced", merged.Name, iperf.Name) { Aim = Aim.AtLeast(10) },
            ],
            Metrics = [new Metric(Keys.MessagesPerSecond, "10^6 datagrams/s", 1e-6, "0.000"), new Metric(Keys.BytesPerSecond, "MB/s", 1e-6, "0")],
        };

        yield return new Scenario
        {
            Name = "receive",
            Title = $"receive: {Length} B datagrams, what the receiving thread costs",
            Rules = "Datagrams for each second that the receiving thread was on a processor, the kernel's part included. A process of the C program "
                + "sends to both as fast as it can, with numbers and times. Both ask for receive times and drop counters, have a buffer of 8 MiB, take "
                + "up to 32 datagrams with a call, find missing numbers and measure delays; ours also tells duplicates and reordering apart, places "
                + "losses and calls a handler. Higher is better.",
            Legs = [floorReceiver, receiver],
            Reference = floorReceiver.Name,
            Comparisons = [new Comparison("multicast, one by one, with times and drop counters", receiver.Name, floorReceiver.Name) { Aim = Aim.AtLeast(1) }],
            Metrics =
            [
                new Metric(Keys.PerReceiverSecond, "10^6 datagrams per busy s", 1e-6, "0.000"),
                new Metric(Keys.MessagesPerSecond, "10^6 datagrams/s", 1e-6, "0.000"),
                new Metric(Keys.PerCall, "datagrams per call", 1, "0.0"),
            ],
        };
    }
}
