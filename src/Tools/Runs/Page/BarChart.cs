using System.Globalization;
using System.Text;

namespace Sockets.Tools.Runs.Page;

/// <summary>Bars that lie, each with its value behind it, in groups.</summary>
internal static class BarChart
{
    private const double Width = 420;
    private const double LeastLeft = 84;
    private const double Right = 92;
    private const double BarHeight = 16;
    private const double Gap = 12;

    // Of the letters of a group's name, on average.
    private const double LetterWidth = 6.5;

    /// <param name="title">Its name.</param>
    /// <param name="summary">What it shows.</param>
    /// <param name="series">What the bars of a group are; one name for groups of one bar.</param>
    /// <param name="groups">The groups with their values; null where one is not known.</param>
    /// <param name="format">How a value is written.</param>
    public static Chart Create(
        string title, string summary, IReadOnlyList<string> series, IReadOnlyList<(string Name, IReadOnlyList<double?> Values)> groups, Func<double, string> format)
    {
        double largest = groups.SelectMany(static g => g.Values).Max() ?? 0;
        double left = Math.Max(LeastLeft, 8 + groups.Max(static g => g.Name.Length) * LetterWidth);
        StringBuilder svg = new();
        double y = 6;
        foreach ((string name, IReadOnlyList<double?> values) in groups)
        {
            double middle = y + values.Count * BarHeight / 2;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Markup.Coordinate(left - 8)}\" y=\"{Markup.Coordinate(middle)}\" dy=\"4\" text-anchor=\"end\">{Markup.Text(name)}</text>\n");
            for (int i = 0; i < values.Count; i++, y += BarHeight)
            {
                double length = largest > 0 ? (values[i] ?? 0) / largest * (Width - left - Right) : 0;
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"f{i + 1}\" x=\"{Markup.Coordinate(left)}\" y=\"{Markup.Coordinate(y + 1)}\" width=\"{Markup.Coordinate(Math.Max(1, length))}\" height=\"{BarHeight - 3}\"/>");
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Markup.Coordinate(left + length + 6)}\" y=\"{Markup.Coordinate(y + BarHeight / 2)}\" dy=\"4\">{Markup.Text(Written(values[i], format))}</text>\n");
            }

            y += Gap;
        }

        return new Chart
        {
            Title = title,
            Summary = summary,
            Picture = Svg.Wrap(title, Width, y, svg.ToString()),
            Legend = series.Count > 1 ? series : [],
            Columns = ["", .. series],
            Rows = [.. groups.Select(g => (IReadOnlyList<string>)[g.Name, .. g.Values.Select(v => Written(v, format))])],
        };
    }

    private static string Written(double? value, Func<double, string> format) => value is { } known ? format(known) : "-";
}
