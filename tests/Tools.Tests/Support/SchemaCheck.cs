using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sockets.Tools.Tests.Support;

/// <summary>
/// Holds JSON against a JSON schema, as far as ours go: <c>type</c>, <c>properties</c>, <c>required</c>, <c>items</c>,
/// <c>enum</c>, <c>const</c>, <c>anyOf</c> and <c>$ref</c>. Stricter than the standard: a property that no schema names is an
/// error, and so is a keyword that this does not know.
/// </summary>
internal static class SchemaCheck
{
    private static readonly string[] s_annotations = ["$schema", "title", "description", "default", "pattern", "format"];

    /// <summary>What does not fit, with the place of each; empty when all does.</summary>
    public static IReadOnlyList<string> Errors(JsonNode schema, JsonNode? value)
    {
        List<string> errors = [];
        Check(schema, schema, value, "$", errors);
        return errors;
    }

    private static void Check(JsonNode root, JsonNode schema, JsonNode? value, string at, List<string> errors)
    {
        if (schema.GetValueKind() == JsonValueKind.True)
        {
            return;
        }

        foreach ((string keyword, JsonNode? said) in schema.AsObject())
        {
            switch (keyword)
            {
                case "type":
                    CheckType(said!, value, at, errors);
                    break;
                case "const" when !JsonNode.DeepEquals(said, value):
                    errors.Add($"{at} is not {said}");
                    break;
                case "enum" when !said!.AsArray().Any(one => JsonNode.DeepEquals(one, value)):
                    errors.Add($"{at} is none of {said.ToJsonString()}");
                    break;
                case "required" when value is JsonObject holder:
                    errors.AddRange(said!.AsArray().Where(name => !holder.ContainsKey((string)name!)).Select(name => $"{at} lacks {name}"));
                    break;
                case "properties" when value is JsonObject holder:
                    CheckProperties(root, said!.AsObject(), holder, at, errors);
                    break;
                case "items" when value is JsonArray list:
                    for (int i = 0; i < list.Count; i++)
                    {
                        Check(root, said!, list[i], $"{at}[{i}]", errors);
                    }

                    break;
                case "anyOf":
                    CheckAny(root, said!.AsArray(), schema, value, at, errors);
                    break;
                case "$ref":
                    Check(root, Resolve(root, (string)said!), value, at, errors);
                    break;
                default:
                    if (!s_annotations.Contains(keyword) && keyword is not ("const" or "enum" or "required" or "properties" or "items"))
                    {
                        errors.Add($"{at}: the check does not know '{keyword}'");
                    }

                    break;
            }
        }
    }

    private static void CheckProperties(JsonNode root, JsonObject known, JsonObject value, string at, List<string> errors)
    {
        foreach ((string name, JsonNode? property) in value)
        {
            if (known[name] is { } schema)
            {
                Check(root, schema, property, $"{at}.{name}", errors);
            }
            else
            {
                errors.Add($"{at} has {name}, which the schema does not name");
            }
        }
    }

    private static void CheckAny(JsonNode root, JsonArray schemas, JsonNode parent, JsonNode? value, string at, List<string> errors)
    {
        List<string>? fewest = null;
        foreach (JsonNode? one in schemas)
        {
            List<string> found = [];
            Check(root, one!, value, at, found);
            fewest = fewest is null || found.Count < fewest.Count ? found : fewest;
        }

        errors.AddRange(fewest ?? [$"{at}: {parent} allows nothing"]);
    }

    private static void CheckType(JsonNode said, JsonNode? value, string at, List<string> errors)
    {
        string[] types = said is JsonArray several ? [.. several.Select(static one => (string)one!)] : [(string)said!];
        string kind = value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => long.TryParse(value.ToJsonString(), out _) ? "integer" : "number",
            _ => "boolean",
        };
        if (!types.Contains(kind) && !(kind == "integer" && types.Contains("number")))
        {
            errors.Add($"{at} is {kind} and not {string.Join(" or ", types)}");
        }
    }

    private static JsonNode Resolve(JsonNode root, string reference)
    {
        JsonNode node = root;
        foreach (string step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node is JsonArray list ? list[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)]! : node[name]!;
        }

        return node;
    }
}
