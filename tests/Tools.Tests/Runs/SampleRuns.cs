using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Sockets.Tools.Tests.Runs;

/// <summary>Reports as <c>perf</c> writes them, small.</summary>
internal static class SampleRuns
{
    /// <summary>A document of <c>perf all</c>.</summary>
    public static JsonObject All(double rate = 1_000_000, double p99 = 60_000, string processor = "A") => (JsonObject)JsonNode.Parse(string.Create(
        CultureInfo.InvariantCulture,
        $$$"""
        {"type":"all","v":1,"schema":"sockets-perf/1","setup":{"tool":"sockets 0.1.0","verb":"perf all","path":"127.0.0.1","time_ns":1000000000,
          "host":{"os":"Debian 12","cpu":"{{{processor}}}","cores":2,"load_before":0.5}},
         "started_at":"2026-01-02T03:04:05Z","end":"finished","exit_code":0,"duration_ns":15000000000,
         "results":[
          {"test":"throughput","transport":"tcp","driver":"async","message_bytes":64,"messages_per_second":{{{rate}}},"bytes_per_second":{{{rate * 64}}},
           "identities":[{"whole":{"name":"sent","count":7},"parts":[{"name":"received","count":7}],"closes":true}]},
          {"test":"round_trip","transport":"tcp","driver":"thread","message_bytes":64,"skipped":null,
           "round_trip":{"asked":20000,"answered":20000,"response":{"count":20000,"p50_ns":20000,"p99_ns":{{{p99}}},"max_ns":900000,"cells":[[20000,19000],[{{{p99}}},1000]] } } },
          {"test":"overload","transport":"tcp","policy":"drop-oldest","message_bytes":1024,"submitted_messages":100,"delivered_messages":60,"dropped_messages":40,"missing_messages":40},
          {"test":"loss","transport":"multicast","load":"paced","message_bytes":256,"policy":"drop-oldest","reader":null,"loss":{{{Places(delivered: 100, socket: 0)}}}},
          {"test":"loss","transport":"multicast","load":"stalled_receiver","message_bytes":256,"policy":"drop-oldest","reader":{"pause_ns":20000000,"every_messages":1500},
           "loss":{{{Places(delivered: 70, socket: 30)}}}},
          {"test":"metric","transport":"statsd","metric":"counter","nanoseconds_per_call":2.5,"submitted":600},
          {"test":"throughput","transport":"zeromq","pattern":"push-pull","message_bytes":64,"messages_per_second":3000,"bytes_per_second":192000},
          {"test":"slow_subscriber","transport":"zeromq","policy":"drop-newest","message_bytes":1024,
           "slow":{"matched_messages":100,"delivered_messages":30,"dropped_messages":70},"fast":{"matched_messages":100,"delivered_messages":100,"dropped_messages":0}}]}
        """))!;

    /// <summary>A document of <c>perf run</c> with losses by place, intervals and histograms.</summary>
    public static JsonObject Loss(long lostInSocket = 30)
    {
        JsonObject end = (JsonObject)JsonNode.Parse(string.Create(
            CultureInfo.InvariantCulture,
            $$$"""
            {"type":"end","v":1,"schema":"sockets-perf/1","setup":{"tool":"sockets 0.1.0","verb":"perf loss","endpoint":"udp://239.1.2.3:5000?iface=lo","driver":"async",
              "host":{"os":"Debian 12","cpu":"A","cores":2}},"started_at":"2026-01-02T03:04:05Z","duration_ns":4000000000,"end":"finished","exit_code":0,
             "results":[{"plan":{"mode":"loss","flow":"up","size_bytes":1200,"streams":1,"time_ns":3000000000,"warmup_ns":1000000000,"messages_per_second":10000},"is_complete":true,
              "directions":[{"direction":"up","messages_per_second":9990,"bytes_per_second":11988000,"sent":{"messages":30000,"duration_ns":3000000000},
               "received":{"messages":29970,"one_way":{{{Histogram(1)}}}},
               "loss":{"sent":30000,"lost":{{{lostInSocket}}},"lost_in_socket":{{{lostInSocket}}},"lost_in_application":0,"lost_in_network":3,"lost_unattributed":0,
                "ratio":{{{(lostInSocket + 3) / 30000.0}}},"duplicates":0,"bursts":6,"longest_burst":5,"burst_lengths":[3,0,2,1],"jitter_ns":1900,"mean_jitter_ns":1200}}]}],
             "intervals":[],"expect":[]}
            """))!;
        end["intervals"] = new JsonArray([.. Enumerable.Range(1, 4).Select(second => Interval(second, lostInSocket))]);
        return end;
    }

    /// <summary>The same as an object on each line.</summary>
    public static byte[] Lines()
    {
        JsonObject end = Loss();
        StringBuilder lines = new("{\"type\":\"start\",\"v\":1}\n");
        foreach (JsonNode? interval in end["intervals"]!.AsArray())
        {
            JsonObject line = (JsonObject)interval!.DeepClone();
            line.Insert(0, "type", "interval");
            lines.Append(line.ToJsonString()).Append('\n');
        }

        end["intervals"] = new JsonArray();
        return Encoding.UTF8.GetBytes(lines.Append(end.ToJsonString()).Append('\n').ToString());
    }

    public static byte[] Bytes(this JsonObject report) => Encoding.UTF8.GetBytes(report.ToJsonString());

    private static JsonNode Interval(int second, long lostInSocket) => JsonNode.Parse(string.Create(
        CultureInfo.InvariantCulture,
        $$$"""
        {"test":0,"t_ns":{{{second}}}000000000,"dur_ns":1000000000,"omitted":{{{(second == 1 ? "true" : "false")}}},"message_bytes":1200,
         "up":{"sent_messages":10000,"received_messages":{{{10000 - second}}},"received_dur_ns":1000000000,"open_messages":0,"lost_messages":0,
          "total_loss":{"expected":{{{second * 10000}}},"socket":{{{(second < 3 ? 0 : lostInSocket)}}},"application":0,"network":{{{second - 1}}},"unattributed":0},
          "one_way":{"count":20000,"min_ns":10000,"max_ns":{{{second}}}000000,"p50_ns":{{{second}}}0000,"p99_ns":{{{second}}}0400,"cells":[]}},
         "down":null,"answers":0,"times":null}
        """))!;

    // 20,000 times from 10 us on, the longest 2 ms.
    private static string Histogram(int factor) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"count":20000,"min_ns":10000,"max_ns":{{factor}}000000,"p50_ns":{{factor}}0000,"cells":[[{{factor}}0000,15000],[{{factor}}5000,4000],[{{factor}}0400,990],[{{factor}}00000,10]]}""");

    private static string Places(int delivered, int socket) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"sent":100,"delivered":{{delivered}},"lost":{{socket}},"lost_in_socket":{{socket}},"lost_in_application":0,"lost_in_network":0,"lost_unattributed":0,"ratio":{{socket / 100.0}},"burst_lengths":[],"jitter_ns":1900,"mean_jitter_ns":1000}""");
}
