using System.Globalization;
using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>An interval in a line.</summary>
internal static class IntervalText
{
    public static string Line(PerfInterval interval)
    {
        List<string> parts = [(interval.TNs / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " s" + (interval.Omitted ? " warm-up" : "")];
        double seconds = interval.DurNs / 1e9;
        foreach ((string arrow, DirectionInterval? direction) in (ReadOnlySpan<(string, DirectionInterval?)>)[("->", interval.Up), ("<-", interval.Down)])
        {
            if (direction is null)
            {
                continue;
            }

            // Who has not heard of the receiver yet knows what was sent.
            long messages = direction.TotalReceivedMessages > 0 ? direction.ReceivedMessages : direction.SentMessages;
            parts.Add($"{arrow} {HumanText.MessageRate(messages / seconds)}  {HumanText.ByteRate(messages * (double)interval.MessageBytes / seconds)}");
            if (direction.TotalLoss is { } loss)
            {
                parts.Add(
                    $"lost {HumanText.Count(direction.LostMessages)} (kernel/app/net/? {HumanText.Count(loss.Socket)}/{HumanText.Count(loss.Application)}/"
                    + $"{HumanText.Count(loss.Network)}/{HumanText.Count(loss.Unattributed)} so far)  open {HumanText.Count(direction.OpenMessages)}"
                    + $"  dup {HumanText.Count(loss.Duplicates)}  reordered {HumanText.Count(loss.Reordered)}");
            }
        }

        if (interval.Answers > 0)
        {
            parts.Add($"{HumanText.MessageRate(interval.Answers / seconds)} back");
        }

        if (interval.Times is { Count: > 0 } times)
        {
            parts.Add($"p50 {FigureText.Time(times.P50Ns)}  p99 {FigureText.Time(times.P99Ns)}  max {FigureText.Time(times.MaxNs)}");
        }

        return string.Join("  ", parts);
    }
}
