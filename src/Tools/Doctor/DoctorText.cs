using Sockets.Tools.Output;
using Sockets.Tools.Perf;

namespace Sockets.Tools.Doctor;

/// <summary>The findings as a table. Texts are wrapped; commands are not, so that they can be copied.</summary>
internal sealed class DoctorText
{
    /// <summary>Columns where there is no terminal to ask.</summary>
    public const int DefaultColumns = 100;

    private const int NarrowestColumns = 40;
    private const int VerdictColumn = 2;
    private const int NameColumn = 8;

    private readonly int _textColumn;
    private readonly int _columns;

    /// <param name="sections">All that will be shown, for the width of the names.</param>
    /// <param name="columns">How wide it may be.</param>
    public DoctorText(IReadOnlyList<Section> sections, int columns)
    {
        _textColumn = NameColumn + sections.SelectMany(static s => s.Checks).Max(static c => c.Name.Length) + 2;
        _columns = Math.Max(columns - _textColumn, NarrowestColumns);
    }

    public static IEnumerable<string> Banner(PerfHost host) =>
    [
        $"sockets {ToolVersion.Text}, doctor",
        $"{host.System}, {host.Architecture}, {HumanText.Count(host.Cores, "core")}, {host.Runtime}",
    ];

    public static IEnumerable<string> Title(Section section) => ["", section.Title];

    public IEnumerable<string> Rows(string name, Finding finding)
    {
        string lead = (new string(' ', VerdictColumn) + Word(finding.Verdict)).PadRight(NameColumn) + name;
        foreach (string line in HumanText.Wrap(finding.Text, _columns))
        {
            yield return lead.PadRight(_textColumn) + line;
            lead = "";
        }

        if (finding.Fix is { } fix)
        {
            yield return $"{new string(' ', _textColumn)}-> {fix}";
        }
    }

    public static IEnumerable<string> Summary(DoctorReport report)
    {
        string unknown = report.Count(Verdict.Unknown) is > 0 and var count ? $", {count} could not be checked" : "";
        return ["", $"{report.Count(Verdict.Ok)} ok, {report.Count(Verdict.Warn)} warn, {report.Count(Verdict.Fail)} fail{unknown}"];
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "ok",
        Verdict.Warn => "warn",
        Verdict.Fail => "fail",
        _ => "?",
    };
}
