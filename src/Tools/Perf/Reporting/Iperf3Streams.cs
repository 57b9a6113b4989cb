using System.Net;
using System.Text.Json;
using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>The streams of a test in the words of iperf3: where they went, and what came of each.</summary>
internal static class Iperf3Streams
{
    /// <summary>The elements of <c>connected</c>. A stream is known by its number, as iperf3's are by their descriptor.</summary>
    public static void WriteConnected(Utf8JsonWriter json, IReadOnlyList<StreamFigures> streams)
    {
        for (int i = 0; i < streams.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("socket", i);
            WriteEnd(json, "local", streams[i].Local);
            WriteEnd(json, "remote", streams[i].Remote);
            json.WriteEndObject();
        }
    }

    /// <summary>The elements of <c>streams</c> in <c>end</c>: of both ways, first those to the server.</summary>
    public static void WriteTotals(Utf8JsonWriter json, TestResult result)
    {
        foreach (DirectionResult direction in result.Directions)
        {
            bool weSend = direction.Direction == DataFlow.Up;
            (IReadOnlyList<StreamFigures> senders, IReadOnlyList<StreamFigures> receivers) =
                weSend ? (result.NearStreams, result.FarStreams) : (result.FarStreams, result.NearStreams);
            for (int i = 0; i < Math.Max(senders.Count, receivers.Count); i++)
            {
                StreamFigures? sender = i < senders.Count ? senders[i] : null;
                StreamFigures? receiver = i < receivers.Count ? receivers[i] : null;
                json.WriteStartObject();
                if (direction.Loss is null)
                {
                    WriteOne(json, "sender", i, sender?.Sent?.Bytes ?? 0, sender?.Sent?.DurationNs ?? 0, weSend);
                    json.WriteEndObject();
                    WriteOne(json, "receiver", i, receiver?.Received?.Bytes ?? 0, receiver?.Received?.DurationNs ?? 0, weSend);
                    json.WriteEndObject();
                }
                else
                {
                    WriteDatagrams(json, i, sender, receiver, weSend);
                }

                json.WriteEndObject();
            }
        }
    }

    private static void WriteDatagrams(Utf8JsonWriter json, int number, StreamFigures? sender, StreamFigures? receiver, bool weSend)
    {
        ReceiveFigures? received = receiver?.Received;
        WriteOne(json, "udp", number, received?.Bytes ?? 0, received?.DurationNs ?? 0, weSend);
        long packets = sender?.Sent is { } sent ? sent.AllMessages - sent.FailedMessages : 0;
        long lost = Math.Max(0, packets - (received?.AllMessages ?? 0));
        json.WriteNumber("jitter_ms", (receiver?.Loss?.JitterNs ?? 0) / 1e6);
        json.WriteNumber("lost_packets", lost);
        json.WriteNumber("packets", packets);
        json.WriteNumber("lost_percent", packets > 0 ? 100.0 * lost / packets : 0);
        json.WriteNumber("out_of_order", receiver?.Loss?.Reordered ?? 0);
        json.WriteEndObject();
    }

    private static void WriteOne(Utf8JsonWriter json, string name, int number, long bytes, long time, bool weSend)
    {
        Iperf3Output.WriteSum(json, name, 0, time / 1e9, bytes, weSend);
        json.WriteNumber("socket", number);
    }

    private static void WriteEnd(Utf8JsonWriter json, string side, string end)
    {
        bool isAddress = IPEndPoint.TryParse(end, out IPEndPoint? address);
        json.WriteString(side + "_host", isAddress ? address!.Address.ToString() : end);
        json.WriteNumber(side + "_port", isAddress ? address!.Port : 0);
    }
}
