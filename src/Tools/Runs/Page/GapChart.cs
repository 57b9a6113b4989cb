using System.Globalization;
using Sockets.Tools.Output;

namespace Sockets.Tools.Runs.Page;

/// <summary>How many packets were lost in a row, and how often.</summary>
internal static class GapChart
{
    private const string Title = "Lost in a row";

    /// <summary>The chart; null when nothing was lost in a row of any length.</summary>
    public static Chart? Of(SavedLoss loss)
    {
        if (loss.Bursts.All(static n => n == 0))
        {
            return null;
        }

        int last = loss.Bursts.Select(static (n, i) => (n, i)).Last(static b => b.n > 0).i;
        double[] bursts = [.. loss.Bursts.Take(last + 1)];
        return BarChart.Create(
            loss.Direction.Length == 0 ? Title : $"{Title}, {(loss.Direction == "up" ? "to the server" : "from the server")}",
            $"{HumanText.Count((long)bursts.Sum())} times packets were lost in a row; the longest row had {HumanText.Count((long)loss.LongestBurst, "packet")}.",
            ["how often"],
            [.. bursts.Select(static (count, i) => (Length(i), (IReadOnlyList<double?>)[count]))],
            static n => HumanText.Count((long)n));
    }

    // 1, 2, 3-4, 5-8, and so on; there is no room for both ends of the long ones.
    private static string Length(int index) => index switch
    {
        <= 1 => (index + 1).ToString(CultureInfo.InvariantCulture),
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{(1L << (index - 1)) + 1}-{1L << index}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"to {1L << index}"),
    };
}
