using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;

namespace Sockets.Tools.Output;

/// <summary>The objects of the report, schema version 1: units in the names, raw counts beside the rates.</summary>
internal static class ReportJson
{
    /// <summary>The schema's version; goes up when a field changes its meaning or goes away.</summary>
    public const int Version = 1;

    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static void WriteStart(Utf8JsonWriter json, string verb, IMessageChannel channel)
    {
        Open(json, "start");
        json.WriteString("tool", "sockets " + ToolVersion.Text);
        json.WriteString("verb", verb);
        json.WriteString("local", channel.LocalEnd);
        json.WriteString("remote", channel.RemoteEnd);
        json.WriteEndObject();
    }

    public static void WriteListening(Utf8JsonWriter json, string endpoint)
    {
        Open(json, "listening");
        json.WriteString("endpoint", endpoint);
        json.WriteEndObject();
    }

    public static void WriteInterval(Utf8JsonWriter json, ProgressSample from, ProgressSample to, ChannelStats stats, IReadOnlyList<ReceiverSample> receivers)
    {
        Open(json, "interval");
        json.WriteNumber("t_ns", Nanoseconds(to.Elapsed));
        json.WriteNumber("dur_ns", Nanoseconds(to.Elapsed - from.Elapsed));
        json.WriteNumber("messages", to.Messages - from.Messages);
        json.WriteNumber("bytes", to.Bytes - from.Bytes);
        json.WriteNumber("total_messages", to.Messages);
        json.WriteNumber("total_bytes", to.Bytes);
        json.WriteNumber("lost_messages", stats.Lost);
        json.WriteNumber("stalls", stats.Stalls);
        ReceiverJson.Write(json, receivers);
        json.WriteEndObject();
    }

    public static void WriteEnd(Utf8JsonWriter json, RunReport report)
    {
        Open(json, "end");
        json.WriteString("tool", "sockets " + ToolVersion.Text);
        json.WriteString("verb", report.Verb);
        json.WriteString("endpoint", report.Endpoint);
        json.WriteString("role", report.IsListening ? "listen" : "connect");
        json.WriteString("protocol", report.Protocol);
        json.WriteString("driver", report.Driver);
        json.WriteString("local", report.Local);
        json.WriteString("remote", report.Remote);
        json.WriteNumber("peers", report.Peers);
        json.WriteString("started_at", report.StartedAt.UtcDateTime);
        json.WriteString("end", Name(report.End));
        json.WriteNumber("exit_code", (int)report.ExitCode);
        json.WriteNumber("duration_ns", Nanoseconds(report.Duration));
        json.WriteNumber("messages", report.Messages);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteNumber("messages_per_second", Math.Round(report.MessagesPerSecond, 3));
        json.WriteNumber("bytes_per_second", Math.Round(report.BytesPerSecond, 3));
        if (report.Verb == "send")
        {
            WriteSending(json, report);
        }

        WriteNanoseconds(json, "round_trip_ns", report.Stats.RoundTrip);
        if (report.Resumes)
        {
            ResumeJson.Write(json, report.Stats);
        }

        json.WriteNumber("wire_bytes_sent", report.Stats.WireBytesSent);
        json.WriteNumber("wire_bytes_received", report.Stats.WireBytesReceived);
        if (report.Stats.ZeroMq is { } counts)
        {
            ZmqJson.Write(json, counts);
        }

        if (report.Stats.Multicast is { } multicast)
        {
            MulticastJson.Write(json, multicast);
        }
        else if (report.Stats.MulticastSender is { } sender)
        {
            MulticastJson.Write(json, sender);
        }

        if (report.Sha256 is not null)
        {
            json.WriteString("sha256", report.Sha256);
        }

        if (report.OutFile is not null)
        {
            json.WriteString("out", report.OutFile);
            json.WriteBoolean("out_complete", report.OutComplete);
        }

        WriteExpectations(json, report.Expectations);
        if (report.Error is not null)
        {
            json.WriteStartObject("error");
            WriteErrorFields(json, report.Error);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Begins an object of this type.</summary>
    public static void Open(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteNumber("v", Version);
        json.WriteString("type", type);
    }

    /// <summary>What an error consists of, inside an object.</summary>
    public static void WriteErrorFields(Utf8JsonWriter json, ToolException error)
    {
        json.WriteNumber("code", (int)error.Code);
        json.WriteString("message", error.Message);
        json.WriteString("hint", error.Hint);
    }

    /// <summary>The end as programs know it.</summary>
    public static string Name(RunEnd end) => end switch
    {
        RunEnd.Finished => "finished",
        RunEnd.Count => "count",
        RunEnd.Time => "time",
        RunEnd.Idle => "idle",
        RunEnd.Signal => "signal",
        _ => "error",
    };

    public static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>A time that may not be known.</summary>
    public static void WriteNanoseconds(Utf8JsonWriter json, string name, TimeSpan? time)
    {
        if (time is { } known)
        {
            json.WriteNumber(name, Nanoseconds(known));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteSending(Utf8JsonWriter json, RunReport report)
    {
        json.WriteString("policy", report.Policy);
        ReceiverJson.WriteLost(json, report.Stats);
        ReceiverJson.Write(json, report.Receivers);
        json.WriteStartObject("compressed");
        json.WriteNumber("messages", report.Stats.CompressedMessages);
        json.WriteNumber("bytes_before", report.Stats.BytesBeforeCompression);
        json.WriteNumber("bytes_after", report.Stats.BytesAfterCompression);
        json.WriteEndObject();
        json.WriteNumber("stalls", report.Stats.Stalls);
        WriteNanoseconds(json, "stalled_ns", report.Stalled);
        if (report.Target is { } target)
        {
            json.WriteNumber(target.Unit == RateUnit.Messages ? "target_messages_per_second" : "target_bits_per_second", target.PerSecond);
            json.WriteNumber("late_messages", report.LateMessages);
            json.WriteNumber("max_late_ns", Nanoseconds(report.MaxLateness));
        }
    }

    private static void WriteExpectations(Utf8JsonWriter json, IReadOnlyList<ExpectationResult> results)
    {
        if (results.Count == 0)
        {
            return;
        }

        json.WriteStartArray("expect");
        foreach (ExpectationResult result in results)
        {
            json.WriteStartObject();
            json.WriteString("expr", result.Expression);
            json.WriteBoolean("ok", result.IsMet);
            json.WriteNumber("value", Math.Round(result.Value, 6));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
