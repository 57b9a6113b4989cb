using System.Text.Json;
using Sockets.Tools.Output;

namespace Sockets.Tools.Perf;

/// <summary>The document of <c>perf all</c>, in the schema of the other reports: units in the names, raw counts beside the rates.</summary>
internal static class PerfJson
{
    public static void Write(Utf8JsonWriter json, PerfReport report)
    {
        ReportJson.Open(json, "perf");
        json.WriteString("tool", "sockets " + ToolVersion.Text);
        json.WriteString("verb", "perf all");
        json.WriteString("started_at", report.StartedAt.UtcDateTime);
        json.WriteString("end", ReportJson.Name(report.End));
        json.WriteNumber("exit_code", (int)report.ExitCode);
        json.WriteNumber("duration_ns", ReportJson.Nanoseconds(report.Duration));
        WriteHost(json, report.Host);
        json.WriteStartObject("setup");
        json.WriteString("path", "127.0.0.1");
        json.WriteNumber("processes", 1);
        json.WriteNumber("connections", 1);
        json.WriteNumber("time_ns", ReportJson.Nanoseconds(report.Time.Scored));
        json.WriteNumber("warmup_ns", ReportJson.Nanoseconds(report.Time.WarmUp));
        json.WriteEndObject();
        json.WriteNumber("planned_results", report.Planned);
        json.WriteStartArray("results");
        foreach (PerfResult result in report.Results)
        {
            json.WriteStartObject();
            json.WriteString("mode", result.Mode);
            json.WriteString("test", result.Test);
            WriteFigures(json, result);
            WriteIdentities(json, result.Identities);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (report.Error is { } error)
        {
            json.WriteStartObject("error");
            ReportJson.WriteErrorFields(json, error);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The machine, inside an object.</summary>
    public static void WriteHost(Utf8JsonWriter json, PerfHost host)
    {
        json.WriteStartObject("host");
        json.WriteString("os", host.System);
        json.WriteString("kernel", host.Kernel);
        json.WriteString("architecture", host.Architecture);
        json.WriteString("cpu", host.Processor);
        json.WriteNumber("cores", host.Cores);
        if (host.LoadBefore is { } load)
        {
            json.WriteNumber("load_before", load);
        }
        else
        {
            json.WriteNull("load_before");
        }

        json.WriteString("runtime", host.Runtime);
        json.WriteString("gc", host.GarbageCollector);
        json.WriteBoolean("optimized", host.IsOptimized);
        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, PerfResult result)
    {
        switch (result)
        {
            case ThroughputResult throughput:
                Write(json, throughput);
                break;
            case RoundTripResult roundTrip:
                Write(json, roundTrip);
                break;
            case SlowReaderResult slowReader:
                Write(json, slowReader);
                break;
            case OverloadResult overload:
                Write(json, overload);
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, ThroughputResult result)
    {
        json.WriteString("driver", result.Driver);
        json.WriteNumber("message_bytes", result.MessageBytes);
        json.WriteNumber("duration_ns", ReportJson.Nanoseconds(result.Duration));
        json.WriteNumber("messages", result.Messages);
        json.WriteNumber("bytes", result.Bytes);
        WriteRatio(json, "messages_per_second", result.MessagesPerSecond);
        WriteRatio(json, "bytes_per_second", result.BytesPerSecond);
        WriteRatio(json, "messages_per_send_call", result.MessagesPerSendCall);
        WriteRatio(json, "messages_per_receive_call", result.MessagesPerReceiveCall);
        json.WriteNumber("all_messages", result.AllMessages);
    }

    private static void Write(Utf8JsonWriter json, RoundTripResult result)
    {
        json.WriteString("driver", result.Driver);
        json.WriteNumber("message_bytes", result.MessageBytes);
        json.WriteString("skipped", result.Skipped);
        json.WriteNumber("round_trips", result.Count);
        ReportJson.WriteNanoseconds(json, "p50_ns", result.P50);
        ReportJson.WriteNanoseconds(json, "p99_ns", result.P99);
        ReportJson.WriteNanoseconds(json, "max_ns", result.Max);
    }

    private static void Write(Utf8JsonWriter json, SlowReaderResult result)
    {
        json.WriteString("policy", "wait");
        json.WriteNumber("message_bytes", result.MessageBytes);
        json.WriteNumber("pause_ns", ReportJson.Nanoseconds(result.Slowness.Pause));
        json.WriteNumber("pause_every_messages", result.Slowness.Every);
        json.WriteNumber("window_messages", result.WindowMessages);
        json.WriteNumber("window_bytes", result.WindowBytes);
        json.WriteNumber("duration_ns", ReportJson.Nanoseconds(result.Duration));
        json.WriteNumber("messages", result.Messages);
        WriteRatio(json, "messages_per_second", result.MessagesPerSecond);
        WriteRatio(json, "bytes_per_second", result.BytesPerSecond);
        json.WriteNumber("sending_ns", ReportJson.Nanoseconds(result.Sending));
        json.WriteNumber("stalls", result.Stalls);
        json.WriteNumber("stalled_ns", ReportJson.Nanoseconds(result.Stalled));
        json.WriteNumber("lost_messages", result.Lost);
        WriteHeld(json, result.Held);
        json.WriteBoolean("bounded", result.IsBounded);
    }

    private static void Write(Utf8JsonWriter json, OverloadResult result)
    {
        json.WriteString("policy", result.Policy);
        json.WriteNumber("message_bytes", result.MessageBytes);
        json.WriteNumber("pause_ns", ReportJson.Nanoseconds(result.Slowness.Pause));
        json.WriteNumber("pause_every_messages", result.Slowness.Every);
        json.WriteNumber("queue_messages", result.QueueMessages);
        json.WriteNumber("sending_ns", ReportJson.Nanoseconds(result.Sending));
        json.WriteNumber("duration_ns", ReportJson.Nanoseconds(result.Duration));
        json.WriteNumber("messages", result.Messages);
        json.WriteNumber("submitted_messages", result.Submitted);
        json.WriteNumber("delivered_messages", result.Delivered);
        json.WriteNumber("dropped_messages", result.Dropped);
        json.WriteNumber("missing_messages", result.Missing);
        WriteRatio(json, "offered_messages_per_second", result.OfferedPerSecond);
        WriteRatio(json, "taken_messages_per_second", result.TakenPerSecond);
        WriteHeld(json, result.Held);
    }

    private static void WriteHeld(Utf8JsonWriter json, Held held)
    {
        json.WriteNumber("max_pending_bytes", held.MaxPendingBytes);
        json.WriteNumber("max_pending_messages", held.MaxPendingMessages);
        json.WriteNumber("max_unread_messages", held.MaxUnreadMessages);
        json.WriteNumber("heartbeats", held.Heartbeats);
        ReportJson.WriteNanoseconds(json, "max_heartbeat_round_trip_ns", held.SlowestHeartbeat);
    }

    private static void WriteIdentities(Utf8JsonWriter json, IReadOnlyList<Identity> identities)
    {
        json.WriteStartArray("identities");
        foreach (Identity identity in identities)
        {
            json.WriteStartObject();
            json.WriteStartObject("whole");
            WriteTerm(json, identity.Whole);
            json.WriteEndObject();
            json.WriteStartObject("parts");
            foreach (Term part in identity.Parts)
            {
                WriteTerm(json, part);
            }

            json.WriteEndObject();
            json.WriteBoolean("closes", identity.Closes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTerm(Utf8JsonWriter json, Term term) => json.WriteNumber(term.Name.Replace(' ', '_'), term.Count);

    private static void WriteRatio(Utf8JsonWriter json, string name, double value) => json.WriteNumber(name, Math.Round(value, 3));
}
