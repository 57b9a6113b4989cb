using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Results;

namespace Sockets.Tools.Perf.All.Reporting;

/// <summary>A slow subscriber beside a fast one: a row for each.</summary>
internal sealed class SlowSubscriberText : ISectionText
{
    public string Title => "ZeroMQ slow subscriber: it sleeps 5 ms after every 100 messages of 1 KiB";

    public string Header => Row("subscriber", "matched", "delivered", "dropped", "most waiting");

    public IEnumerable<string> Rows(MeasurementResult result)
    {
        var measured = (SlowSubscriberResult)result;
        yield return Row("fast", measured.Fast);
        yield return Row("slow", measured.Slow);
    }

    public string Closing(IReadOnlyList<MeasurementResult> results)
    {
        var measured = (SlowSubscriberResult)results[0];
        string fast = measured.Fast.DroppedMessages == 0
            ? "The fast one got everything."
            : $"The fast one was kept from its core, and {HumanText.Count(measured.Fast.DroppedMessages)} were dropped for it, too.";
        return $"The publisher never waits: each subscriber has a queue of {HumanText.Count(measured.QueueMessages)}, and what finds it full is dropped "
            + $"for that one alone ({measured.Policy}). {fast} matched = delivered + dropped.";
    }

    private static string Row(string name, SubscriberCounts counts) => Row(
        name,
        HumanText.Count(counts.MatchedMessages),
        HumanText.Count(counts.DeliveredMessages),
        HumanText.Count(counts.DroppedMessages),
        HumanText.Count(counts.MaxPendingMessages));

    private static string Row(string name, string matched, string delivered, string dropped, string waiting) =>
        $"  {name,-12}{matched,16}{delivered,16}{dropped,16}{waiting,18}";
}
