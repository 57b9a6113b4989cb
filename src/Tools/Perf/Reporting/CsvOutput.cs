using System.Globalization;
using System.Text;
using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>
/// A row for each direction of each interval, and one for each direction of each result. Numbers only, units in the names of
/// the columns; a figure nobody knows is empty.
/// </summary>
internal sealed class CsvOutput : IPerfOutput
{
    public const string Header = "kind,test,direction,message_bytes,t_s,duration_s,sent_messages,received_messages,messages_per_second,bytes_per_second,"
        + "lost_messages,lost_sender,lost_socket,lost_application,lost_network,lost_unattributed,duplicates,reordered,times_n,p50_ns,p99_ns,max_ns\n";

    private readonly ReportWriter _output;

    private CsvOutput(ReportWriter output)
    {
        _output = output;
        Write(Header);
    }

    public ToolException? Failure => _output.Failure;

    /// <summary>Opens a file, or standard output for <c>-</c>.</summary>
    /// <exception cref="ToolException">It cannot be written to.</exception>
    public static CsvOutput Open(string path, Terminal terminal)
    {
        CsvOutput csv = new(new ReportWriter(path == "-" ? terminal.OpenOutput() : ReportFile.Create(path)));
        if (csv.Failure is { } failure)
        {
            // Better now than after an hour.
            csv.Dispose();
            throw failure;
        }

        return csv;
    }

    public void Start(PerfSetup setup)
    {
    }

    public void Interval(PerfInterval interval)
    {
        foreach ((string name, DirectionInterval? direction) in (ReadOnlySpan<(string, DirectionInterval?)>)[("up", interval.Up), ("down", interval.Down)])
        {
            if (direction is not null)
            {
                WriteInterval(interval, name, direction);
            }
        }

        if (interval.Up is null && interval.Down is null)
        {
            WriteInterval(interval, "round_trip", direction: null);
        }
    }

    public void TestDone(int test, TestResult result)
    {
        foreach (DirectionResult d in result.Directions)
        {
            Ends.HistogramData? times = result.RoundTrip?.Response ?? d.Received?.OneWay;
            long? duration = d.Received?.DurationNs ?? d.Sent?.DurationNs;
            int? size = result.Plan.SizeBytes == 0 ? null : result.Plan.SizeBytes;
            Row(
                "result", test, d.Direction.ToString().ToLowerInvariant(), size, duration / 1e9, duration / 1e9,
                d.Loss?.Sent ?? d.Sent?.Messages, d.Received?.Messages, d.MessagesPerSecond, d.BytesPerSecond,
                d.Loss?.Lost, d.Loss?.LostAtSender, d.Loss?.LostInSocket, d.Loss?.LostInApplication, d.Loss?.LostInNetwork, d.Loss?.LostUnattributed,
                d.Loss?.Duplicates, d.Loss?.Reordered, times?.Count, times?.P50Ns, times?.P99Ns, times?.MaxNs);
        }

        if (result is { Directions.Count: 0, RoundTrip: { } trips })
        {
            Row(
                "result", test, "round_trip", result.Plan.SizeBytes, result.Plan.TimeNs / 1e9, result.Plan.TimeNs / 1e9, trips.ScoredAsked, trips.Response.Count,
                null, null, null, null, null, null, null, null, null, null, trips.Response.Count, trips.Response.P50Ns, trips.Response.P99Ns, trips.Response.MaxNs);
        }
    }

    public void End(PerfEnd end)
    {
    }

    public void Dispose() => _output.Dispose();

    private void WriteInterval(PerfInterval interval, string name, DirectionInterval? direction)
    {
        double seconds = interval.DurNs / 1e9;
        long received = direction?.ReceivedMessages ?? interval.Answers;

        // The receiver's counts are of a time of their own; when it said nothing new, nobody knows a rate.
        double? within = direction is null ? seconds : direction.ReceivedDurNs > 0 ? direction.ReceivedDurNs / 1e9 : null;
        long? bytes = direction?.ReceivedBytes ?? received * interval.MessageBytes;

        Ends.HistogramData? times = interval.RoundTrip ?? direction?.OneWay;
        Row(
            interval.Omitted ? "warmup" : "interval", interval.Test, name, interval.MessageBytes, interval.TNs / 1e9, seconds, direction?.SentMessages, received,
            received / within, bytes / within, direction?.TotalLoss is null ? null : direction.LostMessages,
            direction?.TotalLoss?.Sender, direction?.TotalLoss?.Socket, direction?.TotalLoss?.Application, direction?.TotalLoss?.Network, direction?.TotalLoss?.Unattributed,
            direction?.TotalLoss?.Duplicates, direction?.TotalLoss?.Reordered, times?.Count, times?.P50Ns, times?.P99Ns, times?.MaxNs);
    }

    private void Row(params ReadOnlySpan<object?> cells)
    {
        StringBuilder row = new();
        foreach (object? cell in cells)
        {
            row.Append(row.Length > 0 ? "," : "");
            row.Append(cell is double number ? number.ToString("0.######", CultureInfo.InvariantCulture) : Convert.ToString(cell, CultureInfo.InvariantCulture));
        }

        Write(row.Append('\n').ToString());
    }

    private void Write(string text) => _output.Write(Encoding.ASCII.GetBytes(text));
}
