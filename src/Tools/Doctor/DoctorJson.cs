using System.Text.Json;
using Sockets.Tools.Output;

namespace Sockets.Tools.Doctor;

/// <summary>The document of <c>doctor</c>, in the schema of the other reports.</summary>
internal static class DoctorJson
{
    public static void Write(Utf8JsonWriter json, DoctorReport report)
    {
        ReportJson.Open(json, "doctor");
        json.WriteString("tool", "sockets " + ToolVersion.Text);
        json.WriteString("verb", "doctor");
        json.WriteString("endpoint", report.Endpoint);
        json.WriteString("started_at", report.StartedAt.UtcDateTime);
        json.WriteNumber("exit_code", (int)report.ExitCode);
        HostJson.Write(json, report.Host);
        foreach (Verdict verdict in Enum.GetValues<Verdict>())
        {
            json.WriteNumber(Word(verdict), report.Count(verdict));
        }

        json.WriteStartArray("checks");
        foreach ((Section section, string check, Finding finding) in report.Findings)
        {
            Write(json, section, check, finding);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Section section, string check, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("about", section.Title);
        json.WriteString("check", check.Replace(' ', '_').ToLowerInvariant());
        json.WriteString("verdict", Word(finding.Verdict));
        json.WriteString("text", finding.Text);
        json.WriteString("fix", finding.Fix);
        json.WriteStartObject("figures");
        foreach ((string name, long value) in finding.Figures)
        {
            json.WriteNumber(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();
}
