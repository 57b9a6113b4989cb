using System.Text;

namespace Sockets.Tools.Runs.Page;

/// <summary>
/// A run as one page that needs nothing else: no script, no font, no server. Every picture says in words and in numbers what
/// it shows, and the report itself is in the page, so that it can be compared with others.
/// </summary>
internal static class RunPage
{
    public static string Create(SavedRun run)
    {
        StringBuilder page = new();
        string title = Markup.Text($"sockets {run.Title}");
        page.Append(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <style>
            {Style.Sheet}</style>
            </head>
            <body>
            <main>
            <h1>{title}</h1>

            """);
        page.Append("<p class=\"faint\">").Append(Markup.Text(string.Join(", ", Beneath(run)))).Append("</p>\n");
        if (run.Error is { } error)
        {
            page.Append("<p class=\"error\"><strong>The run failed:</strong> ").Append(Markup.Text(error)).Append("</p>\n");
        }

        List<Chart> overview = [.. OverviewCharts.Of(run)];
        if (overview.Count > 0)
        {
            page.Append("<h2>At a glance</h2>\n");
            AppendCharts(page, overview);
        }

        (SavedTest Test, List<Chart> Charts)[] tests = [.. run.Tests.Select(static t => (t, Charts(t)))];
        foreach ((SavedTest test, List<Chart> charts) in tests.Where(static t => t.Charts.Count > 0))
        {
            page.Append("<section>\n<h2>").Append(Markup.Text(test.Title)).Append("</h2>\n");
            AppendCharts(page, charts);
            AppendFigures(page, test);
            page.Append("</section>\n");
        }

        AppendPlain(page, [.. tests.Where(static t => t.Charts.Count == 0).Select(static t => t.Test)]);

        page.Append("<h2>Settings and machine</h2>\n<div class=\"facts\">\n");
        AppendFacts(page, "Settings", run.Settings);
        AppendFacts(page, run.ServerHost.Count > 0 ? "Client's machine" : "Machine", run.Host);
        AppendFacts(page, "Server's machine", run.ServerHost);
        page.Append("</div>\n</main>\n");

        // "</" in a text of the report would end the script.
        string json = Encoding.UTF8.GetString(run.Json.Span).Trim().Replace("</", "<\\/", StringComparison.Ordinal);
        page.Append(RunFile.PageBegin).Append(json).Append(RunFile.PageEnd).Append("\n</body>\n</html>\n");
        return page.Replace("\r\n", "\n").ToString();
    }

    private static IEnumerable<string> Beneath(SavedRun run)
    {
        string[] wanted = ["tool", "started at", "cpu", "os"];
        return from name in wanted
               from row in run.Settings.Concat(run.Host)
               where row.Name == name
               select row.Value;
    }

    private static List<Chart> Charts(SavedTest test) =>
        [.. ((Chart?[])[RateChart.Of(test), SpectrumChart.Of(test), .. TimesChart.Of(test), .. test.Losses.Select(GapChart.Of)]).OfType<Chart>()];

    /// <summary>Tests without pictures of their own, side by side.</summary>
    private static void AppendPlain(StringBuilder page, SavedTest[] tests)
    {
        if (tests.Length == 0)
        {
            return;
        }

        page.Append("<h2>Test by test</h2>\n<div class=\"facts\">\n");
        foreach (SavedTest test in tests)
        {
            page.Append("<section>\n<h3>").Append(Markup.Text(test.Title)).Append("</h3>\n");
            AppendFigures(page, test);
            page.Append("</section>\n");
        }

        page.Append("</div>\n");
    }

    private static void AppendFigures(StringBuilder page, SavedTest test)
    {
        List<IReadOnlyList<string>> judged = [.. test.Figures.Where(static f => f.Better is not null).Select(Row)];
        List<IReadOnlyList<string>> all = [.. test.Figures.Select(Row)];
        if (judged.Count > 0)
        {
            page.Append("<div class=\"scroll\">").Append(Markup.Table([], judged)).Append("</div>\n");
        }

        if (all.Count > judged.Count)
        {
            page.Append("<details><summary>All figures</summary><div class=\"scroll\">").Append(Markup.Table([], all)).Append("</div></details>\n");
        }

        static IReadOnlyList<string> Row(Figure figure) => [figure.Label, figure.ToString()];
    }

    private static void AppendCharts(StringBuilder page, List<Chart> charts)
    {
        if (charts.Count == 0)
        {
            return;
        }

        page.Append(charts.Count == 1 ? "<div class=\"alone\">\n" : "<div class=\"charts\">\n");
        foreach (Chart chart in charts)
        {
            page.Append("<figure>\n<h3>").Append(Markup.Text(chart.Title)).Append("</h3>\n").Append(chart.Picture);
            if (chart.Legend.Count > 0)
            {
                IEnumerable<string> entries = chart.Legend.Select(static (name, i) => name.Length == 0 ? "" : $"<li><i class=\"f{i + 1}\"></i>{Markup.Text(name)}</li>");
                page.Append("<ul class=\"legend\">").AppendJoin("", entries).Append("</ul>\n");
            }

            page.Append("<figcaption>").Append(Markup.Text(chart.Summary)).Append("</figcaption>\n");
            page.Append("<details><summary>In numbers</summary><div class=\"scroll\">").Append(Markup.Table(chart.Columns, chart.Rows)).Append("</div></details>\n</figure>\n");
        }

        page.Append("</div>\n");
    }

    private static void AppendFacts(StringBuilder page, string title, IReadOnlyList<(string Name, string Value)> facts)
    {
        if (facts.Count > 0)
        {
            page.Append("<div><h3>").Append(title).Append("</h3>").Append(Markup.Table([], facts.Select(static f => (IReadOnlyList<string>)[f.Name, f.Value]))).Append("</div>\n");
        }
    }
}
