using System.Text.Json;
using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>Objects of a report as bytes, their texts as they are.</summary>
internal static class PerfJson
{
    private static readonly PerfReportJson s_json = new(new JsonSerializerOptions(PerfReportJson.Default.Options) { Encoder = ReportJson.Options.Encoder });

    /// <summary>An object on a line, with its line feed.</summary>
    public static byte[] Line(PerfObject line) => [.. JsonSerializer.SerializeToUtf8Bytes(line, s_json.PerfObject), (byte)'\n'];
}
