using System.Text.Json;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>An object of JSON for each line that arrives.</summary>
internal sealed class MetricJsonLines(OutputBuffer output) : IMetricDisplay
{
    public void Show(MetricLine line, IReadOnlyList<ServerVerdict> verdicts) => StatsdJson.WriteLine(output, json =>
    {
        json.WriteNumber("v", ReportJson.Version);
        json.WriteString("type", line.Kind);
        json.WriteString("line", line.Text);
        json.WriteString("name", line.Name);
        WriteTags(json, line);
        WriteSamples(json, line);
        WriteLint(json, verdicts);
    });

    public void Dispose()
    {
        // Every object was written when its line came.
    }

    private static void WriteTags(Utf8JsonWriter json, MetricLine line)
    {
        json.WriteStartObject("tags");
        foreach (IGrouping<string, KeyValuePair<string, string?>> tag in line.Tags.GroupBy(tag => tag.Key))
        {
            json.WriteString(tag.Key, tag.Last().Value);
        }

        json.WriteEndObject();
    }

    private static void WriteSamples(Utf8JsonWriter json, MetricLine line)
    {
        json.WriteStartArray("samples");
        foreach (MetricLine.Sample sample in line.Samples)
        {
            json.WriteStartObject();
            json.WriteString("type", sample.Type);
            json.WriteString("text", sample.Value);
            if (sample.Number is { } number && double.IsFinite(number))
            {
                json.WriteNumber("value", number);
            }

            json.WriteNumber("rate", sample.Rate);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLint(Utf8JsonWriter json, IReadOnlyList<ServerVerdict> verdicts)
    {
        json.WriteStartArray("lint");
        foreach (ServerVerdict verdict in verdicts)
        {
            json.WriteStartObject();
            json.WriteString("server", verdict.Server);
            json.WriteString("verdict", verdict.Rejects ? "rejects" : "misreads");
            json.WriteString("why", verdict.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
