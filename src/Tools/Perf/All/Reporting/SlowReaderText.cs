using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Results;

namespace Sockets.Tools.Perf.All.Reporting;

/// <summary>The slow reader: a line for each figure.</summary>
internal sealed class SlowReaderText : ISectionText
{
    public string Title => "TCP slow reader: it sleeps 5 ms after every 100 messages; the sender waits";

    public string? Header => null;

    public IEnumerable<string> Rows(MeasurementResult result)
    {
        var measured = (SlowReaderResult)result;
        yield return PerfText.Labelled(
            "rate",
            $"{HumanText.MessageRate(measured.MessagesPerSecond)} of {HumanText.Size(measured.MessageBytes)}, the reader's pace");
        yield return PerfText.Labelled(
            "sender held back",
            $"{HumanText.Time(measured.Stalled)} of {HumanText.Time(measured.Sending)}, {HumanText.Count(measured.Stalls, "time")}");
        yield return PerfText.Labelled("lost", HumanText.Count(measured.Lost));
        yield return PerfText.Labelled(
            "memory, at the most",
            $"{HumanText.Bytes(measured.Held.MaxPendingBytes)} at the sender, "
            + $"{HumanText.Count(measured.Held.MaxUnreadMessages, "message")} unread (window {measured.WindowMessages})");
        yield return PerfText.Labelled("heartbeats", PerfText.Heartbeats(measured.Held));
    }

    public string Closing(IReadOnlyList<MeasurementResult> results)
    {
        var measured = (SlowReaderResult)results[0];
        return $"Flow control held the sender back {PerfText.Percent(measured.Stalled.TotalSeconds, measured.Sending.TotalSeconds)} of the time;"
            + " nothing was lost, nothing piled up.";
    }
}
