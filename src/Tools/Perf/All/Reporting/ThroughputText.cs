using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Results;

namespace Sockets.Tools.Perf.All.Reporting;

/// <summary>Throughput: a row for each size, and each kind of sockets.</summary>
internal sealed class ThroughputText : ISectionText
{
    /// <param name="title">What is measured, and how.</param>
    public ThroughputText(string title) => Title = title;

    public string Title { get; }

    public string Header => Row("message", "messages", "payload", "per system call", "received");

    public IEnumerable<string> Rows(MeasurementResult result)
    {
        var measured = (ThroughputResult)result;
        string size = HumanText.Size(measured.MessageBytes);
        yield return Row(
            measured.Pattern is { } pattern ? $"{size}, {pattern}" : size,
            HumanText.MessageRate(measured.MessagesPerSecond),
            HumanText.ByteRate(measured.BytesPerSecond),
            PerfText.Ratio(measured.MessagesPerSendCall),
            HumanText.Count(measured.Messages));
    }

    public string Closing(IReadOnlyList<MeasurementResult> results)
    {
        long all = results.Cast<ThroughputResult>().Sum(static r => r.AllMessages);
        return $"Of {HumanText.Count(all)} messages sent, warm-up included, every one arrived, once and in order.";
    }

    private static string Row(string message, string messages, string bytes, string perCall, string received) =>
        $"  {message,-17}{messages,14}{bytes,12}{perCall,18}{received,15}";
}
