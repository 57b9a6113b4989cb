using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Reporting;

namespace Sockets.Tools.Perf.All.Reporting;

/// <summary>Multicast: a row for each load, a column for each place.</summary>
internal sealed class LossPlacesText : ISectionText
{
    public string Title => "Multicast: what was sent, what came, and where the rest was lost (256 B)";

    public string Header => Row("receiver", "sent", "came", "in network", "in socket", "in queue");

    public IEnumerable<string> Rows(MeasurementResult result)
    {
        var measured = (LossPlacesResult)result;
        if (measured.Loss is not { } loss)
        {
            return HumanText.Wrap($"{NameOf(measured)}  not run: {measured.Skipped}", 76).Select(static l => "  " + l);
        }

        List<string> rows =
        [
            Row(
                NameOf(measured),
                HumanText.Count(loss.Sent),
                HumanText.Count(loss.Delivered),
                HumanText.Count(loss.LostInNetwork),
                HumanText.Count(loss.LostInSocket),
                HumanText.Count(loss.LostInApplication)),
        ];
        if (loss.LostUnattributed > 0)
        {
            rows.Add($"    and {HumanText.Count(loss.LostUnattributed)} lost in network or socket: this system does not say where");
        }

        if (measured is { Reader: null, OneWay: { P50Ns: not null } delay })
        {
            rows.Add($"    from the time due to its arrival: p50 {Time(delay.P50Ns)}, p99 {Time(delay.P99Ns)}, max {Time(delay.MaxNs)}");
        }

        return rows;
    }

    public string Closing(IReadOnlyList<MeasurementResult> results)
    {
        LossResult[] losses = [.. results.Cast<LossPlacesResult>().Select(static r => r.Loss).OfType<LossResult>()];
        if (losses.Length == 0)
        {
            return "Not measured, so that the exit code will be 7. The other modes go on.";
        }

        LossResult? paced = results.Cast<LossPlacesResult>().FirstOrDefault(static r => r.Reader is null)?.Loss;
        string first = paced switch
        {
            null => "",
            { Lost: 0 } => "At a steady rate nothing was lost. ",
            _ => $"At a steady rate {HumanText.Count(paced.Lost)} got lost: was this machine busy? ",
        };
        return first + "Nobody waits in multicast: a slow reader loses in its queue (drop-oldest), a process that is held loses in its socket's buffer, "
            + "and each packet that was sent stands in one of these columns.";
    }

    private static string NameOf(LossPlacesResult result) => result.Load switch
    {
        "paced" => $"keeps up, {Rate(result)}",
        "slow_reader" => $"slow reader, {Rate(result)}",
        "stalled_receiver" => $"held 20 ms, {Rate(result)}",
        _ => result.Load,
    };

    private static string Rate(LossPlacesResult result) => $"{result.TargetMessagesPerSecond / 1000:F0}k/s";

    private static string Time(long? nanoseconds) =>
        PerfText.Time(nanoseconds is { } known ? TimeSpan.FromTicks(known / TimeSpan.NanosecondsPerTick) : null);

    private static string Row(string receiver, string sent, string came, string network, string socket, string queue) =>
        $"  {receiver,-20}{sent,12}{came,12}{network,12}{socket,11}{queue,11}";
}
