using System.Globalization;
using System.Text;

namespace Sockets.Tools.Output;

/// <summary>The line that shows a run in progress.</summary>
internal static class ProgressText
{
    /// <summary>The line redrawn in place: the parts that matter most come first, those that do not fit are left out.</summary>
    /// <param name="from">An earlier moment; the rates are those since then.</param>
    /// <param name="to">Now.</param>
    /// <param name="totalBytes">How many bytes there are in all, when known.</param>
    /// <param name="width">Columns of the terminal. The last one stays empty: writing into it wraps on some.</param>
    public static string Live(ProgressSample from, ProgressSample to, long? totalBytes, int width)
    {
        double seconds = (to.Elapsed - from.Elapsed).TotalSeconds;
        double byteRate = seconds > 0 ? (to.Bytes - from.Bytes) / seconds : 0;
        double messageRate = seconds > 0 ? (to.Messages - from.Messages) / seconds : 0;

        List<string> parts = [];
        if (totalBytes is > 0 and { } total)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{Math.Min(100, 100 * to.Bytes / total),3} %"));
            parts.Add(HumanText.ByteRate(byteRate));
            parts.Add(byteRate > 0 ? HumanText.Clock(TimeSpan.FromSeconds(Math.Max(0, total - to.Bytes) / byteRate)) + " left" : "stalled");
            parts.Add($"{HumanText.Bytes(to.Bytes)} of {HumanText.Bytes(total)}");
        }
        else
        {
            parts.Add(HumanText.Clock(to.Elapsed));
            parts.Add(HumanText.ByteRate(byteRate));
            parts.Add(HumanText.Bytes(to.Bytes));
        }

        parts.Add(HumanText.Count(to.Messages, "message"));
        parts.Add(HumanText.MessageRate(messageRate));
        return Fit(parts, width - 1);
    }

    /// <summary>The line written once a second where nothing can be redrawn.</summary>
    public static string Interval(ProgressSample from, ProgressSample to, long? totalBytes)
    {
        double seconds = (to.Elapsed - from.Elapsed).TotalSeconds;
        double scale = seconds > 0 ? 1 / seconds : 0;
        string percent = totalBytes is > 0 and { } total
            ? string.Create(CultureInfo.InvariantCulture, $"  {Math.Min(100, 100 * to.Bytes / total),3} %")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{to.Elapsed.TotalSeconds,7:F1} s{percent}  {HumanText.Count(to.Messages),13} messages  {HumanText.Bytes(to.Bytes),8}"
            + $"  {HumanText.MessageRate((to.Messages - from.Messages) * scale),11}  {HumanText.ByteRate((to.Bytes - from.Bytes) * scale),10}");
    }

    /// <summary>As many of the parts, from the first one, as fit.</summary>
    public static string Fit(IEnumerable<string> parts, int columns)
    {
        StringBuilder line = new();
        foreach (string part in parts)
        {
            int needed = part.Length + (line.Length == 0 ? 0 : 2);
            if (line.Length + needed > columns)
            {
                break;
            }

            line.Append(line.Length == 0 ? "" : "  ").Append(part);
        }

        return line.ToString();
    }
}
