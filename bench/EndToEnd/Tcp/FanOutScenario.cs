using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Tcp;

/// <summary>One message to many: what a subscriber that has stopped costs the others.</summary>
internal static class FanOutScenario
{
    private const int Size = 256;

    public static IEnumerable<Scenario> All() => [Stopped()];

    private static Scenario Stopped()
    {
        PairLeg reference = new("99 subscribers", TcpEnds.FanOutPaced, Size, Side.Connect);
        PairLeg stopped = new("99 subscribers and a stopped one", TcpEnds.FanOutPacedOneStopped, Size, Side.Connect);
        return new Scenario
        {
            Name = "fanout",
            Title = $"fanout: {Size} B to 99 subscribers, {FanOut.Rate} broadcasts/s, with and without a stopped one",
            Rules = "From the call to each handler; the stopped one grants 16 messages, its queue of 64 drops the oldest. Lower is better.",
            Legs = [reference, reference.Again(), stopped],
            Reference = reference.Name,
            Metrics =
            [
                new Metric(Keys.P99, "p99 us", 1e-3, "0.0"),
                new Metric(Keys.P50, "p50 us", 1e-3, "0.0"),
                new Metric(Keys.SecondsPerMillion, "CPU s per 10^6", 1, "0.00"),
            ],
            Comparisons = [new Comparison("TCP broadcast, one stopped among 100: the others' p99", stopped.Name, reference.Name) { Aim = Aim.AtMost(1.1) }],
        };
    }
}
