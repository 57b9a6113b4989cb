using System.Text.Json.Nodes;

namespace Sockets.Tools.Tests.Support;

/// <summary>What <c>perf</c> prints for programs.</summary>
internal static class PerfReports
{
    /// <summary>A report, which is of the schema.</summary>
    public static JsonNode Checked(string output)
    {
        JsonNode report = JsonNode.Parse(output)!;
        Assert.Empty(SchemaCheck.Errors(Tools.Perf.Reporting.PerfSchema.Create(), report));
        return report;
    }

    /// <summary>The end of a report in lines, which is of the schema.</summary>
    public static JsonNode CheckedEnd(string output) => Checked(output.TrimEnd().Split('\n')[^1]);
}
