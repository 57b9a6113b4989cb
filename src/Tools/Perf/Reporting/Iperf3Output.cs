using System.Buffers;
using System.Text.Json;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>
/// One JSON document in the words of iperf3, for programs that read those: <c>start</c>, <c>intervals</c>, <c>end</c>. It holds
/// what iperf3 has words for; places of loss and percentiles have none.
/// </summary>
internal sealed class Iperf3Output : IPerfOutput
{
    private readonly StatusWriter _status;
    private readonly ReportWriter _output;
    private readonly ReportSettings _settings;

    public Iperf3Output(Terminal terminal, ReportSettings settings)
    {
        _status = new StatusWriter(terminal.Error, settings.HasColor(terminal));
        _output = new ReportWriter(terminal.OpenOutput());
        _settings = settings;
    }

    public ToolException? Failure => _output.Failure;

    public void Start(PerfSetup setup)
    {
    }

    public void Notice(string text)
    {
        if (_settings.Verbosity != Verbosity.Quiet)
        {
            _status.WriteWarning(text);
        }
    }

    public void Interval(PerfInterval interval)
    {
    }

    public void TestDone(int test, TestResult result)
    {
    }

    public void End(PerfEnd end)
    {
        FigureText.WriteProblems(_status, end);
        ArrayBufferWriter<byte> document = new();
        using (Utf8JsonWriter json = new(document, ReportJson.Options))
        {
            Write(json, end);
        }

        document.Write("\n"u8);
        _output.Write(document.WrittenSpan);
    }

    public void Dispose() => _output.Dispose();

    private static void Write(Utf8JsonWriter json, PerfEnd end)
    {
        TestResult? result = end.Results.Count > 0 ? end.Results[^1] : null;
        json.WriteStartObject();
        WriteStart(json, end, result);
        json.WriteStartArray("intervals");
        foreach (PerfInterval interval in end.Intervals)
        {
            json.WriteStartObject();
            json.WriteStartArray("streams");
            json.WriteEndArray();
            WriteInterval(json, "sum", interval, interval.Up ?? interval.Down, isSender: interval.Up is not null);
            if (interval is { Up: not null, Down: { } back })
            {
                WriteInterval(json, "sum_bidir_reverse", interval, back, isSender: false);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("end");
        if (result is not null)
        {
            WriteEnd(json, result);
        }

        json.WriteEndObject();
        if (end.Error is { } error)
        {
            json.WriteString("error", error.Message);
        }

        json.WriteEndObject();
    }

    private static void WriteStart(Utf8JsonWriter json, PerfEnd end, TestResult? result)
    {
        TestPlan? plan = result?.Plan;
        json.WriteStartObject("start");
        json.WriteStartArray("connected");
        Iperf3Streams.WriteConnected(json, result?.NearStreams ?? []);
        json.WriteEndArray();
        json.WriteString("version", end.Setup.Tool);
        json.WriteString("system_info", $"{end.Setup.Host.System} {end.Setup.Host.Kernel} {end.Setup.Host.Architecture}");
        json.WriteStartObject("timestamp");
        json.WriteString("time", end.StartedAt.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteNumber("timesecs", (long)(end.StartedAt - DateTime.UnixEpoch).TotalSeconds);
        json.WriteEndObject();
        if (plan is not null)
        {
            json.WriteStartObject("test_start");
            json.WriteString("protocol", plan.Datagrams is null ? "TCP" : "UDP");
            json.WriteNumber("num_streams", plan.Streams);
            json.WriteNumber("blksize", plan.SizeBytes);
            json.WriteNumber("omit", plan.WarmupNs / 1_000_000_000);
            json.WriteNumber("duration", plan.TimeNs / 1_000_000_000);
            json.WriteNumber("bytes", 0);
            json.WriteNumber("blocks", 0);
            json.WriteNumber("reverse", plan.Flow == DataFlow.Down ? 1 : 0);
            json.WriteNumber("tos", (plan.Datagrams?.Dscp ?? 0) << 2);
            json.WriteNumber("target_bitrate", (long)(plan.BitsPerSecond ?? (plan.MessagesPerSecond * plan.SizeBytes * 8) ?? 0));
            json.WriteNumber("bidir", plan.Flow == DataFlow.Both ? 1 : 0);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteInterval(Utf8JsonWriter json, string name, PerfInterval interval, DirectionInterval? direction, bool isSender)
    {
        (long messages, long bytes) = direction is null ? (0, 0)
            : isSender ? (direction.SentMessages, direction.SentMessages * (interval.MessageBytes ?? 0))
            : (direction.ReceivedMessages, direction.ReceivedBytes);
        double start = (interval.TNs - interval.DurNs) / 1e9;
        WriteSum(json, name, start, interval.TNs / 1e9, bytes, isSender);
        if (direction?.TotalLoss is not null)
        {
            json.WriteNumber("packets", messages);
            json.WriteNumber("lost_packets", direction.LostMessages);
            json.WriteNumber("lost_percent", Percent(direction.LostMessages, direction.LostMessages + direction.ReceivedMessages));
        }

        json.WriteBoolean("omitted", interval.Omitted);
        json.WriteEndObject();
    }

    private static void WriteEnd(Utf8JsonWriter json, TestResult result)
    {
        json.WriteStartArray("streams");
        Iperf3Streams.WriteTotals(json, result);
        json.WriteEndArray();
        foreach (DirectionResult direction in result.Directions)
        {
            string suffix = direction.Direction == DataFlow.Down && result.Plan.Flow == DataFlow.Both ? "_bidir_reverse" : "";
            bool weSend = direction.Direction == DataFlow.Up;
            if (direction.Loss is not null)
            {
                WriteTotal(json, "sum" + suffix, direction, sender: false, weSend);
            }

            WriteTotal(json, "sum_sent" + suffix, direction, sender: true, weSend);
            WriteTotal(json, "sum_received" + suffix, direction, sender: false, weSend);
        }

        json.WriteStartObject("cpu_utilization_percent");
        WriteProcess(json, "host", result.NearProcess);
        WriteProcess(json, "remote", result.FarProcess);
        json.WriteEndObject();
    }

    private static void WriteTotal(Utf8JsonWriter json, string name, DirectionResult direction, bool sender, bool isSender)
    {
        (long bytes, long time) = sender
            ? (direction.Sent?.Bytes ?? 0, direction.Sent?.DurationNs ?? 0)
            : (direction.Received?.Bytes ?? 0, direction.Received?.DurationNs ?? 0);
        WriteSum(json, name, 0, time / 1e9, bytes, isSender);
        if (direction.Loss is { } loss)
        {
            if (loss.JitterNs is { } jitter)
            {
                json.WriteNumber("jitter_ms", jitter / 1e6);
            }

            json.WriteNumber("lost_packets", sender ? 0 : loss.Lost);
            json.WriteNumber("packets", loss.Sent);
            json.WriteNumber("lost_percent", sender ? 0 : Percent(loss.Lost, loss.Sent));
            json.WriteNumber("out_of_order", sender ? 0 : loss.Reordered);
        }

        json.WriteEndObject();
    }

    internal static void WriteSum(Utf8JsonWriter json, string name, double start, double end, long bytes, bool isSender)
    {
        json.WriteStartObject(name);
        json.WriteNumber("start", start);
        json.WriteNumber("end", end);
        json.WriteNumber("seconds", end - start);
        json.WriteNumber("bytes", bytes);
        json.WriteNumber("bits_per_second", end > start ? bytes * 8 / (end - start) : 0);
        json.WriteBoolean("sender", isSender);
    }

    private static void WriteProcess(Utf8JsonWriter json, string name, ProcessCost? cost)
    {
        double wall = Math.Max(1, cost?.WallNs ?? 0);
        json.WriteNumber(name + "_total", 100 * ((cost?.UserNs ?? 0) + (cost?.SystemNs ?? 0)) / wall);
        json.WriteNumber(name + "_user", 100 * (cost?.UserNs ?? 0) / wall);
        json.WriteNumber(name + "_system", 100 * (cost?.SystemNs ?? 0) / wall);
    }

    private static double Percent(long part, long whole) => whole > 0 ? 100.0 * part / whole : 0;
}
