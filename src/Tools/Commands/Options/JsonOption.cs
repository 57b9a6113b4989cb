using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Options;

/// <summary>
/// <c>--json</c> takes its form only behind an equals sign: the parser would take the word behind it for the form,
/// and that word is the endpoint.
/// </summary>
internal static class JsonOption
{
    public const string Lines = "lines";

    public const string Document = "document";

    public const string Iperf3 = "iperf3";

    public const string Name = "--json";

    public static IReadOnlyList<string> Forms { get; } = [Document, Lines];

    /// <summary>How a run is reported, from the form; null when there is none.</summary>
    public static ReportMode ModeOf(string? form) => form switch
    {
        null => ReportMode.Text,
        Lines => ReportMode.JsonLines,
        Iperf3 => ReportMode.Iperf3,
        _ => ReportMode.JsonDocument,
    };

    /// <summary>Gives a bare <c>--json</c> its form.</summary>
    public static string[] Normalize(IReadOnlyList<string> arguments)
    {
        string[] normalized = [.. arguments];
        for (int i = 0; i < normalized.Length && normalized[i] != "--"; i++)
        {
            if (normalized[i] == Name)
            {
                normalized[i] = $"{Name}={Document}";
            }
        }

        return normalized;
    }
}
