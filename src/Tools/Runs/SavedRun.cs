using System.Globalization;
using System.Text.Json;

namespace Sockets.Tools.Runs;

/// <summary>A run of <c>perf</c> as its report tells it.</summary>
internal sealed record SavedRun
{
    // Of the document of perf all, and of those of perf run and perf loss.
    private static readonly string[] s_headings = ["verb", "endpoint", "tool", "server", "driver", "one_way_clock", "server_tool", "server_driver"];
    private static readonly string[] s_ends = ["started_at", "duration_ns", "end", "exit_code"];

    public required string Title { get; init; }

    /// <summary>What was asked for and how it ended, by name.</summary>
    public required IReadOnlyList<(string Name, string Value)> Settings { get; init; }

    /// <summary>The machine it ran on, by name.</summary>
    public required IReadOnlyList<(string Name, string Value)> Host { get; init; }

    /// <summary>The machine of the other side; empty when it is the same or not known.</summary>
    public required IReadOnlyList<(string Name, string Value)> ServerHost { get; init; }

    public required IReadOnlyList<SavedTest> Tests { get; init; }

    /// <summary>Why it did not come to its end; null when it did, whether or not its expectations were met.</summary>
    public string? Unfinished { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>The report itself.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Reads a report.</summary>
    /// <param name="end">The object with the results.</param>
    /// <param name="intervals">The intervals of all tests.</param>
    /// <param name="json">All of it.</param>
    public static SavedRun Of(JsonElement end, IReadOnlyList<JsonElement> intervals, byte[] json)
    {
        JsonElement setup = end.At("setup") ?? default;
        JsonElement[] results = [.. end.Items("results")];
        return new SavedRun
        {
            Title = string.Join(' ', ((string?[])[setup.Text("verb") ?? end.Text("verb"), setup.Text("endpoint") ?? end.Text("endpoint")]).OfType<string>()),
            Settings = [.. Rows(end, s_headings), .. Rows(setup), .. Rows(end, s_ends)],
            Host = Rows(end.At("host") ?? setup.At("host") ?? default),
            ServerHost = Rows(setup.At("server_host") ?? default),
            Tests = [.. results.Select((result, index) => SavedTest.Of(result, [.. intervals.Where(i => (i.Number("test") ?? 0) == index).Select(SavedInterval.Of)]))],
            Unfinished = UnfinishedOf(end, results),
            Error = end.Text("error", "message"),
            Json = json,
        };
    }

    private static string? UnfinishedOf(JsonElement end, JsonElement[] results) => end.Number("exit_code") switch
    {
        null or (double)ExitCode.Done or (double)ExitCode.ExpectationNotMet =>
            results.Any(static result => result.At("is_complete") is { ValueKind: JsonValueKind.False }) ? "a test of it is not complete" : null,
        (double)ExitCode.Interrupted or (double)ExitCode.Terminated => "a signal stopped it",
        var code => end.Text("error", "message") ?? string.Create(CultureInfo.InvariantCulture, $"it ended with {code}"),
    };

    private static List<(string, string)> Rows(JsonElement element, params ReadOnlySpan<string> only)
    {
        string[] wanted = only.ToArray();
        return
        [
            .. from member in element.ValueKind == JsonValueKind.Object ? element.Members() : []
               where wanted.Length == 0 || wanted.Contains(member.Name)
               let value = Written(member)
               where !string.IsNullOrEmpty(value)
               select (Figure.Words(member.Name), value),
        ];
    }

    private static string? Written(JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.Number => Figure.Format(member.Name, member.Value.GetDouble()),
        JsonValueKind.String when member.Value.TryGetDateTimeOffset(out DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture),
        _ => member.Value.Plain(),
    };
}
