using System.Globalization;
using Sockets.Tools.Output;

namespace Sockets.Tools.Runs;

/// <summary>A number of a report. Its name says its unit, as all names of the reports do.</summary>
/// <param name="Path">Where it stands, as in <c>up.loss.ratio</c>.</param>
/// <param name="Value">The number, in the unit of its name.</param>
internal sealed record Figure(string Path, double Value)
{
    private static readonly string[] s_rates = ["messages_per_second", "bytes_per_second", "taken_messages_per_second"];
    private static readonly string[] s_times = ["p50_ns", "p90_ns", "p99_ns", "p999_ns", "p9999_ns", "mean_jitter_ns", "nanoseconds_per_call"];
    private static readonly string[] s_losses = ["ratio", "lost_messages", "received.missing_messages"];

    // What the sender alone has seen, and what is the same pace said again.
    private static readonly string[] s_aside = [".sent.", ".lateness."];

    /// <summary>Whether it is as the test was made to have it: neither more of it is better, nor less.</summary>
    public bool IsIntended { get; init; }

    public string Name => Path.Split('.')[^1];

    /// <summary>
    /// Whether more of it is better, or less; null for what is neither, for what a policy dropped as it should, and for the
    /// extremes, which differ from run to run.
    /// </summary>
    public Better? Better => IsIntended || s_aside.Any(part => $".{Path}".Contains(part, StringComparison.Ordinal)) ? null
        : s_rates.Contains(Name) ? Runs.Better.More
        : s_times.Contains(Name) || s_losses.Any(l => $".{Path}".EndsWith($".{l}", StringComparison.Ordinal)) ? Runs.Better.Less
        : null;

    /// <summary>The path in words.</summary>
    public string Label => Words(string.Join(' ', Path.Split('.').Select(static part => part switch
    {
        "round_trip" or "received" or "response" => "",
        "up" => "to the server:",
        "down" => "from the server:",
        "p999_ns" => "p99.9",
        "p9999_ns" => "p99.99",
        "ratio" => "ratio",
        _ => part,
    })).Replace("  ", " ", StringComparison.Ordinal).Trim());

    public override string ToString() => Format(Name, Value);

    /// <summary>A name without its unit and underscores.</summary>
    public static string Words(string name)
    {
        string bare = name.EndsWith("_ns", StringComparison.Ordinal) ? name[..^3] : name;
        return bare.Replace('_', ' ').Replace("messages per second", "messages/s", StringComparison.Ordinal).Replace("bytes per second", "bytes/s", StringComparison.Ordinal);
    }

    /// <summary>A number in the unit of its name.</summary>
    public static string Format(string name, double value) => name switch
    {
        _ when name.EndsWith("_ns", StringComparison.Ordinal) => HumanText.Nanoseconds((long)value),
        _ when name.EndsWith("bytes_per_second", StringComparison.Ordinal) => HumanText.ByteRate(value),
        _ when name.EndsWith("messages_per_second", StringComparison.Ordinal) => HumanText.MessageRate(value),
        _ when name.EndsWith("bits_per_second", StringComparison.Ordinal) => HumanText.BitRate(value),
        "message_bytes" or "size_bytes" => HumanText.Size(value),
        _ when name.EndsWith("bytes", StringComparison.Ordinal) => HumanText.Bytes(value),
        "ratio" or "target_ratio" => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.####} %"),
        _ => value == Math.Floor(value) && Math.Abs(value) < 1e15 ? HumanText.Count((long)value) : value.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
