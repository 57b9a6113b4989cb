using System.Globalization;
using System.Net;

namespace Sockets.Tools.Runs.Page;

/// <summary>Texts and numbers as they stand in a page.</summary>
internal static class Markup
{
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A coordinate: a tenth of a unit is finer than any screen shows.</summary>
    public static string Coordinate(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A table; the first cell of each row is its heading.</summary>
    public static string Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        string columns = string.Concat(head.Select(static h => $"<th scope=\"col\">{Text(h)}</th>"));
        string body = string.Concat(rows.Select(static row =>
            $"<tr><th scope=\"row\">{Text(row[0])}</th>{string.Concat(row.Skip(1).Select(static cell => $"<td>{Text(cell)}</td>"))}</tr>\n"));
        return $"<table>{(head.Count == 0 ? "" : $"<thead><tr>{columns}</tr></thead>")}<tbody>\n{body}</tbody></table>\n";
    }
}
