using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>The JSON schema of what <c>perf all</c>, <c>perf run</c> and <c>perf loss</c> print.</summary>
internal static class PerfSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    public static JsonObject Create()
    {
        JsonSchemaExporterOptions options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = DescribeTimes };
        var schema = (JsonObject)PerfReportJson.Default.PerfObject.GetJsonSchemaAsNode(options);
        JsonObject named = new()
        {
            ["$schema"] = Dialect,
            ["title"] = "sockets perf: --json prints an end, of perf all an all; --json=lines any of the others on each line",
        };
        foreach ((string name, JsonNode? part) in schema.ToArray())
        {
            schema.Remove(name);
            named[name] = part;
        }

        return named;
    }

    // What a converter of ours writes, the exporter cannot know.
    private static JsonNode DescribeTimes(JsonSchemaExporterContext context, JsonNode schema) => context.TypeInfo.Type switch
    {
        { } type when type == typeof(TimeSpan) => new JsonObject { ["type"] = "integer" },
        { } type when type == typeof(TimeSpan?) => new JsonObject { ["type"] = new JsonArray("integer", "null") },
        _ => schema,
    };
}
