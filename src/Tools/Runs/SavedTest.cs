using System.Globalization;
using System.Text.Json;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Reporting;

namespace Sockets.Tools.Runs;

/// <summary>One measurement of a run.</summary>
internal sealed record SavedTest
{
    // Cells are pictures and not figures; both sides' streams are in the sums.
    private static readonly string[] s_left = ["cells", "near_streams", "far_streams", "plan", "identities"];

    private static readonly string[] s_ofSlowed = ["loss.", "one_way."];

    /// <summary>What tells it from the others, in words.</summary>
    public required string Title { get; init; }

    /// <summary>The kind: <c>throughput</c>, <c>round_trip</c>, <c>pingpong</c>, …</summary>
    public required string Kind { get; init; }

    /// <summary>The payload of a message.</summary>
    public double? MessageBytes { get; init; }

    public string? Driver { get; init; }

    /// <summary>What was measured: <c>TCP</c>, <c>ZeroMQ</c>, …; empty where one transport alone is measured.</summary>
    public required string Transport { get; init; }

    /// <summary>What tells it from the others of its kind and transport, in a word or two.</summary>
    public required string ShortName { get; init; }

    /// <summary>Every number of its result, by its path.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    public required IReadOnlyList<SavedInterval> Intervals { get; init; }

    /// <summary>The times it recorded, by what they are.</summary>
    public required IReadOnlyList<(string Name, SavedTimes Times)> Times { get; init; }

    /// <summary>Losses, by direction.</summary>
    public required IReadOnlyList<SavedLoss> Losses { get; init; }

    public static SavedTest Of(JsonElement result, IReadOnlyList<SavedInterval> intervals)
    {
        JsonElement plan = result.At("plan") ?? result;
        List<Figure> figures = [];

        // A receiver that was slowed down on purpose loses on purpose.
        bool slowed = result.At("reader") is not null;
        Collect(result, "", figures);
        return new SavedTest
        {
            Title = TitleOf(result, plan),
            Kind = plan.Text("test") ?? plan.Text("mode") ?? "",
            MessageBytes = BytesOf(plan),
            Driver = plan.Text("driver"),
            Transport = result.Text("transport") is { } transport ? TransportNames.Written(transport) : "",
            ShortName = ShortNameOf(plan),
            Figures = [.. figures.Select(f => f with { IsIntended = slowed && s_ofSlowed.Any(p => f.Path.StartsWith(p, StringComparison.Ordinal)) })],
            Intervals = intervals,
            Times = [.. TimesOf(result)],
            Losses =
            [
                .. result.Items("directions").Select(static d => SavedLoss.Of(DirectionOf(d), d.At("loss"))).Append(SavedLoss.Of("", result.At("loss"))).OfType<SavedLoss>(),
            ],
        };
    }

    /// <summary>A figure by its path; null when it is not there.</summary>
    public double? this[string path] => Figures.FirstOrDefault(f => f.Path == path)?.Value;

    private static string TitleOf(JsonElement result, JsonElement plan)
    {
        List<string?> words =
        [
            result.Text("transport") is { } transport ? TransportNames.Written(transport) : null,
            plan.Text("test")?.Replace('_', ' ') ?? (plan.Text("mode") is { } mode && result.At("plan") is not null ? mode : null),
            plan.Text("flow") is { } flow ? DirectionText(flow) : null,
        ];
        List<string?> details =
        [
            BytesOf(plan) is { } bytes ? HumanText.Size(bytes) : null,
            plan.Text("driver"),
            plan.Text("pattern"),
            plan.Text("load")?.Replace('_', ' '),
            plan.Text("metric"),
            plan.Text("policy"),
            plan.Number("streams") is > 1 and var streams ? string.Create(CultureInfo.InvariantCulture, $"{streams:F0} streams") : null,
            plan.Number("messages_per_second") is { } rate && result.At("plan") is not null ? "at " + HumanText.MessageRate(rate) : null,
            plan.Number("bits_per_second") is { } bits ? "at " + HumanText.BitRate(bits) : null,
        ];
        return string.Join(", ", ((string[])[string.Join(' ', words.OfType<string>())]).Concat(details.OfType<string>()));
    }

    private static string ShortNameOf(JsonElement plan) => string.Join(
        ' ',
        ((string?[])
        [
            plan.Text("load")?.Replace('_', ' ') ?? plan.Text("metric") ?? plan.Text("pattern"),
            plan.Text("load") is null && plan.Number("message_bytes") is { } bytes ? HumanText.Size(bytes) : null,
        ]).OfType<string>());

    /// <summary>The payload of a message; null where others chose it.</summary>
    private static double? BytesOf(JsonElement plan) => (plan.Number("message_bytes") ?? plan.Number("size_bytes")) is > 0 and var bytes ? bytes : null;

    /// <summary>A direction in words.</summary>
    public static string DirectionText(string direction) => direction switch
    {
        "up" => "to the server",
        "down" => "from the server",
        "both" => "both ways",
        _ => direction,
    };

    private static string DirectionOf(JsonElement direction) => direction.Text("direction") ?? "";

    private static void Collect(JsonElement element, string path, List<Figure> figures)
    {
        foreach (JsonProperty member in element.Members().Where(static m => !s_left.Contains(m.Name)))
        {
            string below = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (member.Value.ValueKind == JsonValueKind.Number)
            {
                figures.Add(new Figure(below, member.Value.GetDouble()));
            }
            else if (member.Name == "directions")
            {
                foreach (JsonElement direction in element.Items(member.Name))
                {
                    Collect(direction, DirectionOf(direction), figures);
                }
            }
            else
            {
                Collect(member.Value, below, figures);
            }
        }
    }

    private static IEnumerable<(string, SavedTimes)> TimesOf(JsonElement result)
    {
        foreach ((string name, JsonElement? at) in ((string, JsonElement?)[])
            [(SavedTimes.NameOf(direction: null), result.At("round_trip", "response")), ("round trip from handing over", result.At("round_trip", "service"))])
        {
            if (SavedTimes.Of(at) is { } times)
            {
                yield return (name, times);
            }
        }

        if (SavedTimes.Of(result.At("one_way")) is { } oneWay)
        {
            yield return ("one way", oneWay);
        }

        foreach (JsonElement direction in result.Items("directions"))
        {
            if (SavedTimes.Of(direction.At("received", "one_way")) is { } times)
            {
                yield return (SavedTimes.NameOf(DirectionOf(direction)), times);
            }
        }
    }
}
