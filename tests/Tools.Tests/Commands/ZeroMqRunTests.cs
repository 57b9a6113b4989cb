using System.Text.Json;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Tools.Tests.Support;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Tests.Commands;

/// <summary>What a run says of the counters of its ZeroMQ socket.</summary>
public sealed class ZeroMqRunTests
{
    [Fact]
    public async Task Messages_that_arrived_and_are_nowhere_end_with_6()
    {
        ToolBench bench = Bench(new ZmqSocketStats { Traffic = new ZmqTraffic { Received = 5, Delivered = 2, Filtered = 1, Discarded = 1 } });

        Assert.Equal(ExitCode.ProtocolError, await bench.RunAsync("recv", "zmq:pull@tcp://:1"));
        Assert.Contains("the counters do not add up: 1 messages arrived", bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_not_taken_and_who_came_is_summed_up()
    {
        ToolBench bench = Bench(new ZmqSocketStats { Connects = 3, Traffic = new ZmqTraffic { Received = 5, Delivered = 2, Discarded = 3 } });

        Assert.Equal(ExitCode.Done, await bench.RunAsync("recv", "zmq:pull@tcp://:1"));
        Assert.Contains("\n  from 3 peers\n", bench.Error, StringComparison.Ordinal);
        Assert.Contains("\n  3 messages had arrived and were not taken\n", bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_publisher_says_what_nobody_wanted()
    {
        ToolBench bench = Bench(new ZmqSocketStats { Connects = 1, HandshakeFailures = 2, Unmatched = 7 });

        Assert.Equal(ExitCode.Done, await bench.RunAsync("send", "zmq:pub@tcp://:1", "--text", "a"));
        Assert.Contains("\n  7 messages went to nobody: no subscription matched\n", bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_counters_are_in_the_json()
    {
        ToolBench bench = Bench(new ZmqSocketStats { Connects = 1, HandshakeFailures = 2, Unmatched = 7 });

        Assert.Equal(ExitCode.Done, await bench.RunAsync("send", "zmq:pub@tcp://:1", "--text", "a", "--json"));
        JsonElement counts = JsonDocument.Parse(bench.Output.Bytes).RootElement.GetProperty("zeromq");
        Assert.Equal(
            (1L, 2L, 7L),
            (counts.GetProperty("connects").GetInt64(), counts.GetProperty("handshake_failures").GetInt64(), counts.GetProperty("unmatched_messages").GetInt64()));
    }

    private static ToolBench Bench(ZmqSocketStats stats) => new()
    {
        Source = new MemorySource(isListening: true, new MemoryChannel { Stats = new ChannelStats { ZeroMq = new ZmqCounts(stats) } }.ThenEnds()),
    };
}
