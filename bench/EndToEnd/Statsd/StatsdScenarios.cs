using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Statsd;

/// <summary>What arrives at the reference server, and what formatting and adding cost.</summary>
internal static class StatsdScenarios
{
    private static readonly int[] s_rates = [20_000, 100_000, 500_000];

    public static IEnumerable<Scenario> All() => [.. s_rates.Select(Loss), Format(), Add()];

    private static Scenario Loss(int rate)
    {
        CountingLeg each = new("one datagram per metric", rate, CountingLeg.Way.DatagramEach);
        return new Scenario
        {
            Name = "loss",
            Title = $"loss: {rate / 1000}k counts per second to statsd, UDP",
            Rules = "Counts among 100 names by an absolute schedule, on one thread; statsd is a process of its own and says what it "
                + "counted when nothing more comes. 'Arrived' is that divided by what was submitted: 1 is everything. "
                + "'Dropped' is what the client dropped and counted itself; the rest was lost behind it. "
                + "Processor time is the sender's for a million counts. Higher is better.",
            Legs =
            [
                each,
                new CountingLeg(Leg.NameAgain(each.Name), rate, CountingLeg.Way.DatagramEach),
                new CountingLeg("StatsdCounter", rate, CountingLeg.Way.Counters),
                new CountingLeg("StatsdClient.Count, a line per metric", rate, CountingLeg.Way.Lines),
            ],
            Reference = each.Name,
            Metrics =
            [
                new Metric(CountingLeg.Arrived, "arrived", 1, "0.000"),
                new Metric(CountingLeg.Dropped, "dropped", 1, "0.000"),
                new Metric(CountingLeg.Reached, "k/s reached", 1e-3, "0"),
                new Metric(Keys.SecondsPerMillion, "CPU s per 10^6", 1, "0.000"),
            ],
        };
    }

    private static Scenario Format()
    {
        FormattingLeg strings = new("interpolated strings as UTF-8", FormattingLeg.Way.Strings);
        return new Scenario
        {
            Name = "format",
            Title = "format: counts with a tag into packets of 1,432 bytes, one thread",
            Rules = "Every leg fills the same packets with the same lines and sends none. Higher is better.",
            Legs =
            [
                strings,
                new FormattingLeg(Leg.NameAgain(strings.Name), FormattingLeg.Way.Strings),
                new FormattingLeg("StatsdWriter", FormattingLeg.Way.Writer),
            ],
            Reference = strings.Name,
            Metrics = [new Metric(Keys.MessagesPerSecond, "M metrics/s", 1e-6, "0.00")],
        };
    }

    private static Scenario Add()
    {
        AddingLeg one = new("interlocked, 1 thread", 1, AddingLeg.Way.Interlocked);
        AddingLeg counter = new("StatsdCounter, 1 thread", 1, AddingLeg.Way.Counter);
        return new Scenario
        {
            Name = "add",
            Title = "add: one counter, and several threads that add to it all the time",
            Rules = "Every thread adds 1 in a loop; what one addition takes its thread, and additions of all threads together. An interlocked "
                + "number is what threads that share one have at best. Lower is better.",
            Legs =
            [
                one,
                new AddingLeg("interlocked, 2 threads", 2, AddingLeg.Way.Interlocked),
                counter,
                new AddingLeg("StatsdCounter, 2 threads", 2, AddingLeg.Way.Counter),
                new AddingLeg("StatsdCounter, 4 threads", 4, AddingLeg.Way.Counter),
            ],
            Reference = one.Name,
            Metrics =
            [
                new Metric(AddingLeg.NanosecondsEach, "ns each", 1, "0.0"),
                new Metric(AddingLeg.BytesEach, "heap bytes each", 1, "0.###"),
                new Metric(Keys.MessagesPerSecond, "M additions/s", 1e-6, "0.0"),
            ],
            Comparisons =
            [
                new Comparison("StatsD counter", counter.Name, Beside: null) { Aim = Aim.AtMost(5) },
                new Comparison("StatsD counter", counter.Name, Beside: null) { Key = AddingLeg.BytesEach, Aim = Aim.AtMost(0) },
            ],
        };
    }
}
