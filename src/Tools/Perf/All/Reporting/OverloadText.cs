using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Results;

namespace Sockets.Tools.Perf.All.Reporting;

/// <summary>Overload: what was offered, and the identity.</summary>
internal sealed class OverloadText : ISectionText
{
    public string Title => "TCP overload: the same reader; policy drop-oldest drops what is too much";

    public string? Header => null;

    public IEnumerable<string> Rows(MeasurementResult result)
    {
        var measured = (OverloadResult)result;
        yield return PerfText.Labelled("offered", $"{HumanText.MessageRate(measured.OfferedPerSecond)} of {HumanText.Size(measured.MessageBytes)}");
        yield return PerfText.Labelled("taken by the reader", HumanText.MessageRate(measured.TakenPerSecond));
        yield return PerfText.Labelled(
            "memory, at the most",
            $"{HumanText.Bytes(measured.Held.MaxPendingBytes)} at the sender (queue of {HumanText.Count(measured.QueueMessages, "message")})");
        yield return PerfText.Labelled("heartbeats", PerfText.Heartbeats(measured.Held));
        yield return "  when the sender stopped, and when the queue had emptied:";
        yield return $"    {measured.WhenStopped}";
        yield return $"    {measured.AtTheEnd}";
    }

    public string Closing(IReadOnlyList<MeasurementResult> results)
    {
        var measured = (OverloadResult)results[0];
        return $"{PerfText.Percent(measured.Dropped, measured.Submitted)} was dropped, the oldest first;"
            + " every one is counted, and the reader misses as many.";
    }
}
