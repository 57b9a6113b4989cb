using System.Globalization;
using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>What was lost, where, and in what pattern.</summary>
internal static class LossText
{
    public static IEnumerable<string> Lines(LossResult loss)
    {
        yield return $"sent {HumanText.Count(loss.Sent)}  delivered {HumanText.Count(loss.Delivered)}  lost {HumanText.Count(loss.Lost)} = {FigureText.Share(loss.Ratio)}"
            + (loss.Pending > 0 ? $"  undecided {HumanText.Count(loss.Pending)}" : "");
        yield return loss.LostAtSender is { } dropped
            ? $"lost in: the sender's queue {HumanText.Count(dropped)}, unattributed {HumanText.Count(loss.LostUnattributed)}"
            : $"lost in: kernel buffer {HumanText.Count(loss.LostInSocket)}, application queue {HumanText.Count(loss.LostInApplication)}, "
                + $"network {HumanText.Count(loss.LostInNetwork)}, unattributed {HumanText.Count(loss.LostUnattributed)}";
        if (loss.Bursts > 0)
        {
            yield return $"lost in {HumanText.Count(loss.Bursts, "burst")}, the longest {HumanText.Count(loss.LongestBurst)}; of length {Lengths(loss.BurstLengths)}";
        }

        string variation = loss.DelayVariation is { } v
            ? $"above the shortest delay p50 {FigureText.Time(v.P50Ns)}, p99 {FigureText.Time(v.P99Ns)}, p99.9 {FigureText.Time(v.P999Ns)}, max {FigureText.Time(v.MaxNs)}"
            : "";
        IEnumerable<string> rest = loss.LostAtSender is null ? OfDatagrams(loss, variation) : variation.Length > 0 ? [variation] : [];
        foreach (string line in rest)
        {
            yield return line;
        }
    }

    /// <summary>What a connection does not do to messages.</summary>
    private static IEnumerable<string> OfDatagrams(LossResult loss, string variation)
    {
        yield return $"duplicates {HumanText.Count(loss.Duplicates)}, reordered {HumanText.Count(loss.Reordered)}"
            + (loss.Reordered > 0 ? $", by up to {HumanText.Count(loss.ReorderExtent)}" : "")
            + (loss.Late > 0 ? $", {HumanText.Count(loss.Late)} came after they were given up" : "")
            + (loss.Unusable > 0 ? $", {HumanText.Count(loss.Unusable)} of no use" : "");
        string jitter = loss.JitterNs is null ? "jitter unknown: a clock was set meanwhile"
            : $"jitter mean {FigureText.Time(loss.MeanJitterNs)}, at the end {FigureText.Time(loss.JitterNs)}, at most {FigureText.Time(loss.MaxJitterNs)} (RFC 3550)";
        yield return $"{jitter}{(variation.Length > 0 ? "; " : "")}{variation}";
        if (loss.LostInSocket > 0)
        {
            yield return $"the kernel's buffer of {HumanText.Bytes(loss.ReceiveBufferGrantedBytes)} was full: a larger one (rcvbuf=, net.core.rmem_max) holds longer pauses";
        }
    }

    /// <summary><c>1: 5, 3-4: 2</c>.</summary>
    private static string Lengths(IReadOnlyList<long> lengths) => string.Join(
        ", ",
        lengths.Select(static (count, i) => (count, Name: NameOf(i))).Where(static l => l.count > 0).Select(static l => $"{l.Name}: {HumanText.Count(l.count)}"));

    private static string NameOf(int bucket) => bucket switch
    {
        0 => "1",
        1 => "2",
        15 => "over 16384",
        _ => string.Create(CultureInfo.InvariantCulture, $"{(1 << (bucket - 1)) + 1}-{1 << bucket}"),
    };
}
