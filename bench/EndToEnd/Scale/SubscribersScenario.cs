using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Scale;

/// <summary>What one more subscriber of a broadcast costs.</summary>
internal static class SubscribersScenario
{
    private const int Size = 256;

    public static IEnumerable<Scenario> All()
    {
        PairLeg[] legs = [.. ScaleEnds.SubscriberCounts.Select(count =>
            new PairLeg(count == 1 ? "1 subscriber" : $"{count:N0} subscribers", ScaleEnds.Subscribers(count), Size, Side.Connect))];
        yield return new Scenario
        {
            Name = "subscribers",
            Title = $"subscribers: {Size} B broadcast at full rate",
            Rules = "One group, all subscribers under Wait, in one other process. A delivery is one message at one subscriber. Higher is better.",
            Legs = legs,
            Reference = legs[0].Name,
            Metrics =
            [
                new Metric(Keys.MessagesPerSecond, "10^6 deliveries/s", 1e-6, "0.000"),
                new Metric(Keys.SecondsPerMillion, "CPU s per 10^6", 1, "0.00"),
            ],
        };
    }
}
