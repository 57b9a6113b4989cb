using System.Globalization;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Results;

namespace Sockets.Tools.Perf.All.Reporting;

/// <summary>What the sections' texts have in common.</summary>
internal static class PerfText
{
    private const int LabelWidth = 22;

    /// <summary>A time; a dash when there is none.</summary>
    public static string Time(TimeSpan? time) => time is { } known ? HumanText.Time(known) : "-";

    /// <summary>A ratio that may be far above 1 or far below: <c>1,023</c>, <c>14.2</c>, <c>0.062</c>.</summary>
    public static string Ratio(double ratio) => ratio switch
    {
        >= 99.95 => ratio.ToString("N0", CultureInfo.InvariantCulture),
        >= 1 => ratio.ToString("F1", CultureInfo.InvariantCulture),
        _ => ratio.ToString("F3", CultureInfo.InvariantCulture),
    };

    /// <summary>A share of a whole: <c>93 %</c>. What is less than everything is never shown as 100.</summary>
    public static string Percent(double part, double whole)
    {
        double percent = whole > 0 ? 100 * part / whole : 0;
        return (part < whole ? Math.Min(Math.Round(percent), 99) : 100).ToString("F0", CultureInfo.InvariantCulture) + " %";
    }

    /// <summary>A figure under its name, a line of its own.</summary>
    public static string Labelled(string label, string text) => $"  {label.PadRight(LabelWidth)}{text}";

    /// <summary>What was seen of the heartbeats.</summary>
    public static string Heartbeats(Held held) => held.SlowestHeartbeat is { } slowest
        ? $"{HumanText.Count(held.Heartbeats)} answered meanwhile, the slowest in {HumanText.Time(slowest)}"
        : "none was due in so short a time";
}
