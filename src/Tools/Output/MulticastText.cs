using System.Globalization;
using Sockets.Tools.Endpoints;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Output;

/// <summary>What a receiver of datagrams missed, place by place, and what to do about it.</summary>
internal static class MulticastText
{
    public static IEnumerable<string> Lines(MulticastCounts counts, Verbosity verbosity)
    {
        MulticastStats stats = counts.Stats;
        if (stats.Expected > 0)
        {
            yield return $"  of {HumanText.Count(stats.Expected, "packet")} sent, {HumanText.Count(stats.Unique)} arrived, "
                + $"{HumanText.Count(stats.Lost)} lost ({Percent(stats.Lost, stats.Expected)}), "
                + $"{HumanText.Count(stats.Duplicates, "duplicate")}, {HumanText.Count(stats.Reordered)} reordered";
        }

        if (stats.Repaired + stats.RepairedOnRequest > 0)
        {
            yield return $"  repaired: {HumanText.Count(stats.Repaired)} from parities, {HumanText.Count(stats.RepairedOnRequest)} on request";
        }

        foreach (MulticastFeedStats feed in stats.Feeds)
        {
            yield return $"  over {feed.LocalEndPoint}: {HumanText.Count(feed.Arrivals)} arrived, {HumanText.Count(feed.Won)} of them first; "
                + $"{HumanText.Count(feed.Lost)} lost: {HumanText.Count(feed.LostUpstream)} upstream, {HumanText.Count(feed.LostSocket)} in the socket, "
                + $"{HumanText.Count(feed.LostUnattributed)} in either";
        }

        if (stats.LossPeriods > 0)
        {
            yield return $"  lost in {HumanText.Count(stats.LossPeriods, "run")} of successive packets, the longest {HumanText.Count(stats.LongestLossPeriod)}";
        }

        if (stats.LostUpstream > 0)
        {
            yield return $"  lost upstream: {HumanText.Count(stats.LostUpstream)}, in the network or at the sender; slow the sender down, or look at the devices";
        }

        if (stats.LostSocket > 0)
        {
            yield return $"  lost in the socket: {HumanText.Count(stats.LostSocket)}, because its buffer of "
                + $"{HumanText.Bytes(stats.ReceiveBufferGranted)} was full; a larger one (rcvbuf=) holds longer pauses";
        }

        if (stats.LostUnattributed > 0)
        {
            yield return $"  lost, place unknown: {HumanText.Count(stats.LostUnattributed)}; {WhyUnknown(stats)}";
        }

        if (stats.Dropped > 0)
        {
            yield return $"  dropped here: {HumanText.Count(stats.Dropped)}, because the reader was slow: {Causes(stats)}";
        }

        if (stats.Unauthentic > 0)
        {
            yield return $"  not authentic: {HumanText.Count(stats.Unauthentic, "datagram")}; do all members have the key of key-file=?";
        }

        if (stats.Recorded + stats.NotRecorded > 0)
        {
            yield return $"  recorded {HumanText.Count(stats.Recorded, "datagram")}, {HumanText.Count(stats.NotRecorded)} not";
        }

        if (stats.Malformed + stats.Truncated > 0)
        {
            yield return $"  not understood: {HumanText.Count(stats.Malformed)} not of this format, {HumanText.Count(stats.Truncated)} "
                + "longer than datagram= allows; is wire= right?";
        }

        if (counts.Delays.Count > 0)
        {
            yield return $"  one-way delay p50 {HumanText.Time(counts.Delays.P50)}{At("p99", counts.Delays.P99)}"
                + $", max {HumanText.Time(counts.Delays.Max)}, by both clocks; jitter {HumanText.Time(stats.Jitter)}";
        }

        if (verbosity == Verbosity.Verbose)
        {
            foreach (MulticastIdentity identity in stats.Identities)
            {
                yield return $"  {identity.Name}: {identity.Text}: {HumanText.Count(identity.Whole)}, residual {identity.Residual}";
            }
        }
    }

    /// <summary>The line that is redrawn below the one with the rates: what is missing, by place.</summary>
    /// <param name="stats">The counters now.</param>
    /// <param name="width">Columns of the terminal. The last one stays empty: writing into it wraps on some.</param>
    public static string Live(MulticastStats stats, int width) => ProgressText.Fit(Missing(stats), width - 1);

    /// <summary>What is added to the line of an interval.</summary>
    public static string Interval(MulticastStats stats) => "  " + string.Join("  ", Missing(stats));

    public static IEnumerable<string> Lines(MulticastSenderStats stats)
    {
        if (stats.DatagramsFailed > 0)
        {
            yield return $"  the kernel refused {HumanText.Count(stats.DatagramsFailed, "datagram")}: too long for the interface, without a route, or forbidden";
        }
    }

    /// <summary>What is missing at this moment, the worst first.</summary>
    private static IEnumerable<string> Missing(MulticastStats stats)
    {
        string lost = HumanText.Count(stats.Lost) + " lost";
        yield return stats.Lost == 0 ? lost : $"{lost} ({Percent(stats.Lost, stats.Expected)}): {Places(stats)}";
        if (stats.Dropped > 0)
        {
            yield return HumanText.Count(stats.Dropped) + " dropped here";
        }

        if (stats.Pending > 0)
        {
            yield return HumanText.Count(stats.Pending) + " missing so far";
        }

        yield return HumanText.Count(stats.Queued) + " queued";
    }

    private static string Places(MulticastStats stats) => string.Join(
        ", ",
        new (long Count, string Place)[]
        {
            (stats.LostUpstream, "upstream"),
            (stats.LostSocket, "in the socket"),
            (stats.LostUnattributed, "place unknown"),
        }.Where(static p => p.Count > 0).Select(static p => $"{HumanText.Count(p.Count)} {p.Place}"));

    private static string WhyUnknown(MulticastStats stats) =>
        stats.KernelDrops is null ? "these calls say nothing about drops" : "several sources share the socket, or it merges datagrams (trains=on)";

    private static string At(string name, TimeSpan? time) => time is { } known ? $", {name} {HumanText.Time(known)}" : "";

    private static string Percent(long part, long whole) =>
        (100.0 * part / whole).ToString("G3", CultureInfo.InvariantCulture) + " %";

    private static string Causes(MulticastStats stats) => string.Join(
        ", ",
        new (long Count, string Cause)[]
        {
            (stats.DroppedNewest, "newest"),
            (stats.DroppedOldest, "oldest"),
            (stats.DroppedDeadline, "too old"),
            (stats.DroppedFrames, "whole frames"),
            (stats.DroppedWaitKey, "waiting for a key frame"),
            (stats.Conflated, "replaced by a newer one"),
            (stats.DroppedTooLarge, "larger than the queue"),
            (stats.FragmentsDiscarded, "parts of incomplete messages"),
            (stats.DroppedAtClose, "not read before the end"),
        }.Where(static c => c.Count > 0).Select(static c => $"{HumanText.Count(c.Count)} {c.Cause}"));
}
