using System.Globalization;
using System.Text;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>An interval in a line, or in as many as a terminal's width takes.</summary>
internal static class IntervalText
{
    private const string Between = "  ";

    // Below the first line of a live view.
    private const string Indent = "    ";

    public static string Line(PerfInterval interval) => string.Join(Between, Parts(interval));

    /// <summary>The same in lines of no more than so many columns, broken between figures.</summary>
    public static IReadOnlyList<string> Lines(PerfInterval interval, int columns)
    {
        List<string> lines = [];
        StringBuilder line = new();
        foreach (string part in Parts(interval))
        {
            if (line.Length > 0 && line.Length + Between.Length + part.Length > columns)
            {
                lines.Add(Cut(line.ToString()));
                line.Clear().Append(Indent).Append(part);
            }
            else
            {
                line.Append(line.Length > 0 ? Between : "").Append(part);
            }
        }

        lines.Add(Cut(line.ToString()));
        return lines;

        string Cut(string text) => text[..Math.Min(text.Length, Math.Max(columns, 0))];
    }

    private static List<string> Parts(PerfInterval interval)
    {
        List<string> parts = [(interval.TNs / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " s" + (interval.Omitted ? " warm-up" : "")];
        double seconds = interval.DurNs / 1e9;
        foreach ((string arrow, DirectionInterval? direction) in (ReadOnlySpan<(string, DirectionInterval?)>)[("->", interval.Up), ("<-", interval.Down)])
        {
            if (direction is null)
            {
                continue;
            }

            parts.Add(RateOf(direction, interval) is { } rate
                ? $"{arrow} {HumanText.MessageRate(rate.Messages)}  {HumanText.ByteRate(rate.Bytes)}"
                : $"{arrow} no news");
            if (direction.TotalLoss is { } loss)
            {
                AddLoss(parts, direction, loss);
            }

            if (interval.RoundTrip is null)
            {
                AddTimes(parts, "one-way", direction.OneWay);
            }
        }

        if (interval.Answers > 0)
        {
            parts.Add($"{HumanText.MessageRate(interval.Answers / seconds)} back");
        }

        AddTimes(parts, "rtt", interval.RoundTrip);
        return parts;
    }

    private static void AddTimes(List<string> parts, string name, HistogramData? times)
    {
        if (times is { Count: > 0 })
        {
            parts.AddRange([$"{name} p50 {FigureText.Time(times.P50Ns)}", $"p99 {FigureText.Time(times.P99Ns)}", $"max {FigureText.Time(times.MaxNs)}"]);
        }
    }

    private static void AddLoss(List<string> parts, DirectionInterval direction, LossCounts loss)
    {
        parts.Add($"lost {HumanText.Count(direction.LostMessages)}");
        parts.Add(loss.Sender is { } dropped
            ? $"({HumanText.Count(dropped)} in the sender's queue so far)"
            : $"(kernel/app/net/? {HumanText.Count(loss.Socket)}/{HumanText.Count(loss.Application)}/"
                + $"{HumanText.Count(loss.Network)}/{HumanText.Count(loss.Unattributed)} so far)");
        parts.Add($"open {HumanText.Count(direction.OpenMessages)}");
        if (loss.Sender is null)
        {
            parts.Add($"dup {HumanText.Count(loss.Duplicates)}  reordered {HumanText.Count(loss.Reordered)}");
        }
    }

    /// <summary>What came in a second; who has not heard of the receiver yet knows what was sent. Null when the receiver said nothing new.</summary>
    private static (double Messages, double Bytes)? RateOf(DirectionInterval direction, PerfInterval interval)
    {
        (long messages, long bytes, long durNs) = direction.TotalReceivedMessages > 0
            ? (direction.ReceivedMessages, direction.ReceivedBytes, direction.ReceivedDurNs)
            : (direction.SentMessages, direction.SentMessages * (interval.MessageBytes ?? 0), interval.DurNs);
        return durNs > 0 ? (messages / (durNs / 1e9), bytes / (durNs / 1e9)) : null;
    }
}
