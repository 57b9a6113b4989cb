using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.Text;

/// <summary>Throughput: a row for each size.</summary>
internal sealed class ThroughputText : ISectionText
{
    public string Title => "TCP throughput: one way, as fast as it goes (driver async)";

    public string Header => Row("message", "messages", "payload", "per system call", "received");

    public IEnumerable<string> Rows(PerfResult result)
    {
        var measured = (ThroughputResult)result;
        yield return Row(
            PerfText.Size(measured.MessageBytes),
            HumanText.MessageRate(measured.MessagesPerSecond),
            HumanText.ByteRate(measured.BytesPerSecond),
            PerfText.Ratio(measured.MessagesPerSendCall),
            HumanText.Count(measured.Messages));
    }

    public string Closing(IReadOnlyList<PerfResult> results)
    {
        long all = results.Cast<ThroughputResult>().Sum(static r => r.AllMessages);
        return $"Of {HumanText.Count(all)} messages sent, warm-up included, every one arrived, once and in order.";
    }

    private static string Row(string size, string messages, string bytes, string perCall, string received) =>
        $"  {size,-10}{messages,16}{bytes,14}{perCall,18}{received,16}";
}
