using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>The JSON schema of what <c>perf run</c> and <c>perf loss</c> print.</summary>
internal static class PerfSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    public static JsonObject Create()
    {
        var schema = (JsonObject)PerfReportJson.Default.PerfObject.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        JsonObject named = new()
        {
            ["$schema"] = Dialect,
            ["title"] = "sockets perf run, sockets perf loss: --json prints an end, --json=lines any of these on each line",
        };
        foreach ((string name, JsonNode? part) in schema.ToArray())
        {
            schema.Remove(name);
            named[name] = part;
        }

        return named;
    }
}
