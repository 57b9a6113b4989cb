using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sockets.Interop.Tests.Multicast;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Perf;

/// <summary>
/// <c>perf loss</c> between two network namespaces, against a firewall that loses datagrams and counts them, and beside the
/// programs that people measure with today.
/// </summary>
public sealed partial class LossTests
{
    private const string Server = "tcp://" + NetNamespaces.ReceiverAddress + ":5301";

    // Data of TMC1 (type 0, in the fourth byte behind the 8 of UDP) to our port; everything long to the others' ports.
    private const string Rules = """
        table inet t {
          counter data { }
          counter lost { }
          counter iperf3lost { }
          counter iperf2lost { }
          chain c {
            type filter hook input priority 0; policy accept;
            udp dport 5000 @th,88,8 0 counter name data
            udp dport 5000 @th,88,8 0 numgen random mod 100 < 5 counter name lost drop
            udp dport 5201 udp length > 400 numgen random mod 100 < 5 counter name iperf3lost drop
            udp dport 5001 udp length > 400 numgen random mod 100 < 5 counter name iperf2lost drop
          }
        }
        """;

    [Theory]
    [InlineData("udp://239.77.0.3:5000?trains=off")]
    [InlineData("udp://" + NetNamespaces.ReceiverAddress + ":5000?trains=off")]
    public async Task What_the_network_lost_is_found_exactly_and_in_its_place(string uri)
    {
        await using Stage stage = new();
        await using NetNamespaces net = await NetNamespaces.MakeAsync(stage);
        await net.FilterAsync(Rules);
        Running serve = net.Receive("perf", "serve", Server);
        await serve.ListeningAsync();

        byte[] output = await net.Send("perf", "loss", uri, "--server", Server, "--rate", "4k/s", "--time", "1s", "--size", "500", "--json").FinishAsync();

        long lost = await net.CounterAsync("lost");
        using JsonDocument report = JsonDocument.Parse(output);
        JsonElement loss = LossOf(report);
        Assert.InRange(lost, 1, 4000);
        Assert.Equal(await net.CounterAsync("data"), Of("sent"));
        Assert.Equal((lost, lost, 0L, 0L), (Of("lost"), Of("lost_in_network"), Of("lost_in_socket"), Of("lost_in_application")));
        Assert.Equal(Of("sent") - lost, Of("delivered"));
        Assert.Equal(Of("bursts"), loss.GetProperty("burst_lengths").EnumerateArray().Sum(static n => n.GetInt64()));
        Assert.InRange(Of("longest_burst"), 1, lost);
        Assert.Equal(0, loss.GetProperty("faults").GetArrayLength());

        long Of(string name) => loss.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task What_a_full_buffer_lost_is_the_kernels_and_the_rest_the_networks()
    {
        await using Stage stage = new();
        await using NetNamespaces net = await NetNamespaces.MakeAsync(stage);
        await net.FilterAsync(Rules);
        await net.Receive("perf", "serve", Server).ListeningAsync();

        // As fast as it goes into the smallest buffer there is.
        byte[] output = await net.Send(
            "perf", "loss", "udp://239.77.0.4:5000?trains=off&rcvbuf=1", "--server", Server, "--time", "500ms", "--size", "500", "--json").FinishAsync();

        long lost = await net.CounterAsync("lost");
        using JsonDocument report = JsonDocument.Parse(output);
        JsonElement loss = LossOf(report);
        Assert.Equal(lost, Of("lost_in_network"));
        Assert.Equal(Of("lost"), Of("lost_in_network") + Of("lost_in_socket") + Of("lost_in_application") + Of("lost_unattributed"));
        Assert.InRange(Of("lost_in_socket"), 1, Of("sent"));
        Assert.InRange(Of("lost_in_socket"), 1, Of("kernel_drops"));

        long Of(string name) => loss.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task Beside_iperf3_and_iperf_2_on_the_same_link_each_finds_its_own_loss()
    {
        Peers.Program("iperf3");
        Peers.Program("iperf");
        await using Stage stage = new();
        await using NetNamespaces net = await NetNamespaces.MakeAsync(stage);
        await net.FilterAsync(Rules);
        await net.Receive("perf", "serve", Server).ListeningAsync();

        byte[] ours = await net.Send("perf", "loss", "udp://" + NetNamespaces.ReceiverAddress + ":5000?trains=off", "--server", Server, "--rate", "16Mbit/s", "--size", "500", "--time", "1s", "--json=iperf3").FinishAsync();
        using JsonDocument report = JsonDocument.Parse(ours);
        JsonElement sum = report.RootElement.GetProperty("end").GetProperty("sum");
        Assert.Equal(await net.CounterAsync("lost"), sum.GetProperty("lost_packets").GetInt64());
        Assert.InRange(sum.GetProperty("lost_percent").GetDouble(), 2, 8);

        // iperf3 never hears of what was lost at the very end.
        Running server = net.ReceiveWith("iperf3", "-s", "-1", "-p", "5201", "--forceflush");
        await Until.HoldsAsync(() => server.OutputLength > 0);
        byte[] theirs = await net.SendWith(
            "iperf3", "-c", NetNamespaces.ReceiverAddress, "-p", "5201", "-u", "-b", "16M", "-l", "500", "-t", "1", "-J").FinishAsync();
        using JsonDocument other = JsonDocument.Parse(theirs);
        JsonElement theirSum = other.RootElement.GetProperty("end").GetProperty("sum");
        long iperf3 = await net.CounterAsync("iperf3lost");
        Assert.InRange(theirSum.GetProperty("lost_packets").GetInt64(), iperf3 - 10, iperf3);
        Assert.InRange(theirSum.GetProperty("lost_percent").GetDouble(), 2, 8);

        // iperf 2 counts its end marks too, which the firewall loses like everything else.
        Running second = net.ReceiveWith("iperf", "-s", "-u", "-p", "5001");
        await Until.HoldsAsync(() => second.OutputLength > 0);
        string said = Encoding.ASCII.GetString(await net.SendWith(
            "iperf", "-c", NetNamespaces.ReceiverAddress, "-u", "-p", "5001", "-b", "16M", "-l", "500", "-t", "1").FinishAsync());
        second.Signal(Signal.Kill);
        long iperf2 = await net.CounterAsync("iperf2lost");
        Assert.InRange(long.Parse(LostOfTotal().Match(said).Groups["lost"].Value, CultureInfo.InvariantCulture), iperf2 - 15, iperf2 + 2);
    }

    [GeneratedRegex(@"\s(?<lost>[0-9]+)/\s*[0-9]+ \(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LostOfTotal();

    private static JsonElement LossOf(JsonDocument report) =>
        report.RootElement.GetProperty("results")[0].GetProperty("directions")[0].GetProperty("loss");
}
