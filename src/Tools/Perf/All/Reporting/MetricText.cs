using System.Globalization;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Results;

namespace Sockets.Tools.Perf.All.Reporting;

/// <summary>StatsD: a row for each kind of call.</summary>
internal sealed class MetricText : ISectionText
{
    public string Title => "StatsD: what a call costs its caller, and what became of it (over UDP)";

    public string Header => Row("call", "cost", "heap", "calls", "sent", "packets", "no room");

    public IEnumerable<string> Rows(MeasurementResult result)
    {
        var measured = (MetricResult)result;
        List<string> rows =
        [
            Row(
                NameOf(measured),
                measured.NanosecondsPerCall.ToString("F1", CultureInfo.InvariantCulture) + " ns",
                HumanText.Bytes(measured.AllocatedBytes),
                HumanText.Count(measured.Submitted),
                HumanText.Count(measured.Sent),
                HumanText.Count(measured.PacketsSent),
                HumanText.Count(measured.DroppedOverflow)),
        ];
        if (measured.DroppedOther + measured.SampledOut + measured.Pending > 0)
        {
            rows.Add($"    and {HumanText.Count(measured.DroppedOther)} dropped otherwise, {HumanText.Count(measured.SampledOut)} sampled out, {HumanText.Count(measured.Pending)} pending");
        }

        if (measured.PacketsLost > 0)
        {
            rows.Add($"    {HumanText.Count(measured.PacketsLost)} of the packets found the receiver's buffer full");
        }

        return rows;
    }

    public string Closing(IReadOnlyList<MeasurementResult> results)
    {
        MetricResult[] measured = [.. results.Cast<MetricResult>()];
        string counters = measured.FirstOrDefault(static m => m.Metric == "counter") is { } counter
            ? $"Counters add up: all their calls fit {HumanText.Count(counter.PacketsSent, "packet")}. "
            : "";
        return $"{counters}A time, and a call without a handle, is a line each: there is room for so many until the next flush, "
            + "and what finds none is dropped and counted. Nothing throws and nothing waits.";
    }

    private static string NameOf(MetricResult result) => result.Metric switch
    {
        "counter" => "counter.Add",
        "timer" => "timer.Record",
        _ => "client.Count",
    };

    private static string Row(string call, string cost, string heap, string calls, string sent, string packets, string noRoom) =>
        $"  {call,-13}{cost,9}{heap,8}{calls,13}{sent,13}{packets,8}{noRoom,13}";
}
