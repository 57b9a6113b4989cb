using System.Text.Json.Serialization;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>How reports are written. The schema is made from the same types, so that it cannot say anything else.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(NanosecondsConverter)])]
[JsonSerializable(typeof(PerfObject))]
internal sealed partial class PerfReportJson : JsonSerializerContext;
