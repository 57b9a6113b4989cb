using System.Globalization;
using System.Text;

namespace Sockets.Tools.Runs.Page;

/// <summary>
/// A picture with two axes. Small and with large letters, so that it can be read at the width of a phone; a page sets two
/// of them side by side where there is room.
/// </summary>
internal sealed class Plot
{
    private const double Width = 420;
    private const double Height = 240;
    private const double Left = 58;

    // Half of the last label stands beyond the axis.
    private const double Right = 22;
    private const double Top = 22;
    private const double Bottom = 36;

    private readonly StringBuilder _svg = new();
    private readonly Axis _x;
    private readonly Axis _y;

    /// <param name="x">The axis below.</param>
    /// <param name="xName">What it shows.</param>
    /// <param name="y">The axis on the left.</param>
    /// <param name="yName">What it shows.</param>
    public Plot(Axis x, string xName, Axis y, string yName)
    {
        _x = x;
        _y = y;
        foreach ((double value, string label) in y.Ticks)
        {
            string at = Markup.Coordinate(Y(value));
            _svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{at}\" y2=\"{at}\"/>");
            _svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 6}\" y=\"{at}\" dy=\"4\" text-anchor=\"end\">{Markup.Text(label)}</text>\n");
        }

        foreach ((double value, string label) in x.Ticks)
        {
            _svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Markup.Coordinate(X(value))}\" y=\"{Height - Bottom + 15}\" text-anchor=\"middle\">{Markup.Text(label)}</text>\n");
        }

        _svg.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" x=\"{Left}\" y=\"12\">{Markup.Text(yName)}</text>");
        _svg.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" x=\"{Width - Right}\" y=\"{Height - 4}\" text-anchor=\"end\">{Markup.Text(xName)}</text>\n");
    }

    /// <summary>A line through points; colours are numbered from 1. One point alone is a dot.</summary>
    public void Line(int color, IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count == 0)
        {
            return;
        }

        if (points.Count == 1)
        {
            _svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"f{color}\" cx=\"{Markup.Coordinate(X(points[0].X))}\" cy=\"{Markup.Coordinate(Y(points[0].Y))}\" r=\"3\"/>\n");
            return;
        }

        string path = string.Join(' ', points.Select(p => $"{Markup.Coordinate(X(p.X))},{Markup.Coordinate(Y(p.Y))}"));
        _svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"s{color}\" points=\"{path}\"/>\n");
    }

    /// <summary>A box from one corner to the other.</summary>
    public void Box(string style, double fromX, double toX, double fromY, double toY)
    {
        double left = X(fromX);
        double top = Y(toY);
        _svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{style}\" x=\"{Markup.Coordinate(left)}\" y=\"{Markup.Coordinate(top)}\" width=\"{Markup.Coordinate(Math.Max(0.5, X(toX) - left))}\" height=\"{Markup.Coordinate(Y(fromY) - top)}\"/>\n");
    }

    /// <summary>A text in the middle above a point.</summary>
    public void Label(double x, double y, string text) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Markup.Coordinate(X(x))}\" y=\"{Markup.Coordinate(Y(y) - 4)}\" text-anchor=\"middle\">{Markup.Text(text)}</text>\n");

    /// <summary>The picture with its name; what it shows is said beside it.</summary>
    public string Finish(string title) => Svg.Wrap(title, Width, Height, _svg.ToString());

    private double X(double value) => Left + _x.Place(value) * (Width - Left - Right);

    private double Y(double value) => Height - Bottom - _y.Place(value) * (Height - Top - Bottom);
}
