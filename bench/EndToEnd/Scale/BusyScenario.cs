using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Scale;

/// <summary>How many messages many connections carry together.</summary>
internal static class BusyScenario
{
    private const int Size = 64;

    public static IEnumerable<Scenario> All()
    {
        PairLeg[] legs = [.. ScaleEnds.BusyCounts.Select(count =>
            new PairLeg(count == 1 ? "1 connection" : $"{count} connections", ScaleEnds.Busy(count), Size, Side.Listen))];
        yield return new Scenario
        {
            Name = "busy",
            Title = $"busy: {Size} B one way, connections at full rate",
            Rules = "As oneway, Async, from one process to another: each connection has a task that sends, and the server a handler that counts. "
                + "What was sent and what was received on each connection must be equal. Messages of all connections together. Higher is better.",
            Legs = legs,
            Reference = legs[0].Name,
            Metrics =
            [
                new Metric(Keys.MessagesPerSecond, "10^6 messages/s", 1e-6, "0.00"),
                new Metric(Keys.SecondsPerMillion, "CPU s per 10^6", 1, "0.00"),
            ],
        };
    }
}
