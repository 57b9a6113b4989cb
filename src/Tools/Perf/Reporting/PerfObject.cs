using System.Text.Json.Serialization;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>
/// An object of the report in JSON. With <c>--json</c> there is one, the end, of <c>perf all</c> an object of its own; with
/// <c>--json=lines</c> each stands on a line.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PerfStart), "start")]
[JsonDerivedType(typeof(PerfInterval), "interval")]
[JsonDerivedType(typeof(PerfTestDone), "result")]
[JsonDerivedType(typeof(PerfEnd), "end")]
[JsonDerivedType(typeof(PerfAll), "all")]
internal abstract record PerfObject
{
    /// <summary>The version of the schema of all reports.</summary>
    [JsonPropertyOrder(-2)]
    public int V { get; init; } = Output.ReportJson.Version;

    /// <summary>Which schema: <c>sockets schema perf</c> prints it.</summary>
    [JsonPropertyOrder(-1)]
    public string Schema { get; init; } = "sockets-perf/1";
}
