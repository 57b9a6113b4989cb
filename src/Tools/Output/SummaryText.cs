using System.Globalization;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;

namespace Sockets.Tools.Output;

/// <summary>The end of a run in sentences.</summary>
internal static class SummaryText
{
    public static IEnumerable<string> Lines(RunReport report, Verbosity verbosity)
    {
        string verb = report.Verb == "send" ? "sent" : "received";
        yield return $"{verb} {HumanText.Count(report.Messages, "message")}, {HumanText.Count(report.Bytes, "byte")}"
            + $" in {HumanText.Time(report.Duration)}"
            + $" ({HumanText.ByteRate(report.BytesPerSecond)}, {HumanText.MessageRate(report.MessagesPerSecond)})";
        if (report.Receivers.Count > 0)
        {
            yield return $"  to {HumanText.Count(report.Receivers.Count, "receiver")}:";
            foreach (string line in ReceiverText.Summary(report.Receivers, stats => Causes(stats, report.Policy)))
            {
                yield return "  " + line;
            }
        }
        else if (report.Peers > 1)
        {
            yield return $"  from {HumanText.Count(report.Peers, "peer")}{(report.Stats.ZeroMq is null ? ", one after the other" : "")}";
        }

        foreach (string line in report.Stats.ZeroMq is { } counts ? ZmqText.Lines(counts, verbosity) : [])
        {
            yield return line;
        }

        if (report.Target is { } target)
        {
            yield return Pace(report, target);
        }

        if (report.Compresses)
        {
            yield return Compression(report.Stats);
        }

        if (report.Resumes && report.Stats.Resumptions > 0)
        {
            yield return $"  resumed {HumanText.Count(report.Stats.Resumptions, "time")} after a cut";
        }

        foreach (MessageGap gap in report.Stats.Gaps ?? [])
        {
            yield return $"  gap: {gap}";
        }

        foreach (string line in report.Stats.Multicast is { } multicast ? MulticastText.Lines(multicast, verbosity)
            : report.Stats.MulticastSender is { } sender ? MulticastText.Lines(sender) : [])
        {
            yield return line;
        }

        if (report.Stats.Lost > report.Stats.Missed && report.Receivers.Count == 0)
        {
            yield return $"  lost {HumanText.Count(report.Stats.Lost, "message")}: {Causes(report.Stats, report.Policy)}";
        }

        // Each of several connections stalls for itself; only under wait does that hold the sender.
        long stalls = report.Receivers.Count == 0 ? report.Stats.Stalls : 0;
        if (report.Stalled is { } stalled && (stalls > 0 || stalled > TimeSpan.FromMilliseconds(1)))
        {
            yield return stalls > 0
                ? $"  flow control held the sender {HumanText.Count(stalls, "time")}, {HumanText.Time(stalled)} in all"
                : $"  the sender was held {HumanText.Time(stalled)} in all";
        }

        if (report.Stats.RoundTrip is { } roundTrip)
        {
            yield return $"  round trip {HumanText.Time(roundTrip)}";
        }

        if (report.Sha256 is { } sha256)
        {
            yield return $"  sha256 {sha256}";
        }

        if (report.OutFile is { } file)
        {
            yield return report.OutComplete ? $"  written to {file}" : $"  partial: what came is kept in {file}";
        }

        if (verbosity == Verbosity.Verbose)
        {
            yield return $"  on the wire: {HumanText.Count(report.Stats.WireBytesSent)} bytes out, "
                + $"{HumanText.Count(report.Stats.WireBytesReceived)} in; driver {report.Driver}";
        }

        foreach (ExpectationResult result in report.Expectations)
        {
            string value = result.Value.ToString("0.###", CultureInfo.InvariantCulture);
            yield return result.IsMet
                ? $"  expected {result.Expression}: met ({value})"
                : $"  expected {result.Expression}: NOT met ({value})";
        }
    }

    private static string Pace(RunReport report, Rate target)
    {
        string achieved = target.Unit == RateUnit.Messages
            ? $"{HumanText.MessageRate(report.MessagesPerSecond)} of {HumanText.MessageRate(target.PerSecond)} asked"
            : $"{HumanText.BitRate(report.BytesPerSecond * 8)} of {HumanText.BitRate(target.PerSecond)} asked";
        return report.LateMessages == 0
            ? $"  rate {achieved}, no message more than 1 ms late"
            : $"  rate {achieved}, {HumanText.Count(report.LateMessages, "message")} more than 1 ms late, "
              + $"the latest by {HumanText.Time(report.MaxLateness)}";
    }

    private static string Compression(ChannelStats stats) => stats.CompressedMessages == 0
        ? "  compressed no message: the receiver has no --compress lz4, or they are short or do not shrink"
        : $"  compressed {HumanText.Count(stats.CompressedMessages, "message")}, {HumanText.Count(stats.BytesBeforeCompression, "byte")}"
          + $" to {HumanText.Count(stats.BytesAfterCompression)}";

    private static string Causes(ChannelStats stats, string? policy)
    {
        // Only one policy refuses; under the others, what was not taken came after the end.
        bool refuses = policy == "reject";
        List<string> causes = [];
        Add(stats.DroppedNewest, "newest dropped");
        Add(stats.DroppedOldest, "oldest dropped");
        Add(stats.LostInGaps, "lost in a cut");
        Add(stats.Conflated, "replaced by a newer one");
        Add(refuses ? stats.Refused : 0, "refused");
        Add(stats.DroppedAtClose + (refuses ? 0 : stats.Refused), "not sent before the end");
        return string.Join(", ", causes);

        void Add(long count, string cause)
        {
            if (count > 0)
            {
                causes.Add($"{HumanText.Count(count)} {cause}");
            }
        }
    }
}
