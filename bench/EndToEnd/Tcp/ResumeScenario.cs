using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Tcp;

/// <summary>What it costs that a session can be resumed, and how long it takes to.</summary>
internal static class ResumeScenario
{
    public static IEnumerable<Scenario> All() => [Flow(64), Flow(1024), Times()];

    private static Scenario Flow(int size)
    {
        PairLeg reference = new("native, Async", TcpEnds.NativeFlowHandled(Driver.Async), size, Side.Listen);
        return new Scenario
        {
            Name = "resume",
            Title = $"resume: one way, {size} B, one connection that is not cut",
            Rules = "As oneway. With resume, what was sent is kept until it is acknowledged. Higher is better.",
            Legs = [reference, reference.Again(), new PairLeg("native, Async, resume", TcpEnds.ResumeFlowHandled, size, Side.Listen)],
            Reference = reference.Name,
            Metrics =
            [
                new Metric(Keys.MessagesPerSecond, "10^6 messages/s", 1e-6, "0.00"),
                new Metric(Keys.SecondsPerMillion, "CPU s per 10^6", 1, "0.00"),
            ],
        };
    }

    private static Scenario Times()
    {
        Leg reference = new ResumeLeg(Driver.Async, 0);
        return new Scenario
        {
            Name = "resume",
            Title = "resume: from a reset to the first message handled, 64 B",
            Rules = "The relay resets both ends while so many messages have vanished on their way; the client connects again at once, "
                + "without the pause that spreads clients out. With 0, a message is sent right after the cut. The last column is the time until all of them "
                + "were handled. Lower is better.",
            Legs =
            [
                reference, new ResumeLeg(Driver.Async, 1_000), new ResumeLeg(Driver.Async, 100_000),
                new ResumeLeg(Driver.DedicatedThread, 0), new ResumeLeg(Driver.DedicatedThread, 1_000), new ResumeLeg(Driver.DedicatedThread, 100_000),
                new ResumeLeg(Driver.BusyPoll, 0), new ResumeLeg(Driver.BusyPoll, 1_000), new ResumeLeg(Driver.BusyPoll, 100_000),
            ],
            Reference = reference.Name,
            Metrics =
            [
                new Metric(Keys.P50, "p50 ms", 1e-6, "0.00"),
                new Metric(Keys.Max, "max ms", 1e-6, "0.0"),
                new Metric(Keys.Whole, "all, p50 ms", 1e-6, "0.00"),
                new Metric(Keys.Count, "cuts", 1, "0"),
            ],
        };
    }
}
