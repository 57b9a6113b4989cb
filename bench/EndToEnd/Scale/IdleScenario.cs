using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Scale;

/// <summary>What a connection costs that nobody uses.</summary>
internal static class IdleScenario
{
    public static IEnumerable<Scenario> All()
    {
        PairLeg reference = Leg("server, 100", Side.Listen, ScaleEnds.Idle(100));
        yield return new Scenario
        {
            Name = "idle",
            Title = "idle: open connections that say nothing",
            Rules = "One process listens, another connects; the one that is named is looked at. Both sides send a heartbeat in each interval (1 s unless "
                + "stated) and answer the other's. Bytes are the difference to a process with 16 connections, after a full collection, for each connection; "
                + "threads are those of the whole process; the processor is its user and system time as a part of one core. Lower is better.",
            Legs =
            [
                reference,
                Leg("server, 1,000", Side.Listen, ScaleEnds.Idle(1_000)),
                Leg("server, 10,000", Side.Listen, ScaleEnds.Idle(10_000)),
                Leg("server, 10,000, heartbeat 30 s", Side.Listen, ScaleEnds.IdleQuiet(10_000)),
                Leg("clients, 10,000", Side.Connect, ScaleEnds.Idle(10_000)),
            ],
            Reference = reference.Name,
            Metrics =
            [
                new Metric(Keys.ManagedBytesEach, "managed KB each", 1e-3, "0.00"),
                new Metric(Keys.ResidentBytesEach, "resident KB each", 1e-3, "0.0"),
                new Metric(Keys.Threads, "threads", 1, "0"),
                new Metric(Keys.CoreShare, "% of a core at rest", 100, "0.0"),
            ],
        };

        static PairLeg Leg(string name, Side side, string key) => new(name, key, size: 0, side);
    }
}
