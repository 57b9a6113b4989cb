using System.Globalization;

namespace Sockets.Tools.Runs.Page;

/// <summary>The frame of a picture.</summary>
internal static class Svg
{
    public static string Wrap(string title, double width, double height, string content) => string.Create(
        CultureInfo.InvariantCulture,
        $"<svg role=\"img\" aria-label=\"{Markup.Text(title)}\" viewBox=\"0 0 {width:F0} {height:F0}\" xmlns=\"http://www.w3.org/2000/svg\">\n{content}</svg>\n");
}
