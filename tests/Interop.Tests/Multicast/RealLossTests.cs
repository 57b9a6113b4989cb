using System.Text;
using System.Text.Json;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Multicast;

/// <summary>A firewall loses datagrams on purpose and counts them, and the receiver has to find the same.</summary>
public sealed class RealLossTests
{
    // Of the datagrams on port 5000: heartbeats (type 1, in the fourth byte behind the 8 of UDP) never come, so that
    // only data is counted; of the data (type 0) one in twenty is lost.
    private const string Rules = """
        table inet t {
          counter data { }
          counter lost { }
          chain c {
            type filter hook input priority 0; policy accept;
            udp dport 5000 @th,88,8 1 drop
            udp dport 5000 @th,88,8 0 counter name data
            udp dport 5000 @th,88,8 0 numgen random mod 100 < 5 counter name lost drop
          }
        }
        """;

    [Fact]
    public async Task What_the_network_lost_and_what_a_stopped_reader_lost_are_told_apart_exactly()
    {
        await using Stage stage = new();
        await using NetNamespaces net = await NetNamespaces.MakeAsync(stage);
        await net.FilterAsync(Rules);
        Running recv = net.Receive(
            "recv", $"udp://239.77.0.1:5000?iface={NetNamespaces.Interface}&rcvbuf=1", "--out", "/dev/null", "--expect-seq-from", "1", "--json");
        await net.JoinedAsync("239.77.0.1");
        // Without trains: the firewall would see, lose and count whole ones.
        Running send = net.Send("send", $"udp://239.77.0.1:5000?iface={NetNamespaces.Interface}&trains=off", "--lines");

        await send.WriteAsync(Lines(2000));
        await net.CountedAsync("data", 2000);
        recv.Signal(Signal.Stop);
        await send.WriteAsync(Lines(3000));
        await net.CountedAsync("data", 5000);
        recv.Signal(Signal.Continue);
        await send.WriteAsync(Lines(1000));
        await send.EndInputAsync();
        await send.FinishAsync();

        using JsonDocument report = JsonDocument.Parse(await recv.FinishAsync());
        JsonElement counts = report.RootElement.GetProperty("multicast");
        long lost = await net.CounterAsync("lost");
        Assert.Equal(6000, Of("expected"));
        Assert.Equal(lost, Of("lost_upstream"));
        Assert.Equal(Of("kernel_drops"), Of("lost_socket"));
        Assert.Equal(6000 - lost - Of("lost_socket"), Of("unique"));
        Assert.InRange(Of("lost_socket"), 1, 6000);
        Assert.InRange(lost, 1, 6000);
        Assert.Equal(0, Of("lost_unattributed"));
        Assert.All(counts.GetProperty("identities").EnumerateArray(), i => Assert.Equal(0, i.GetProperty("residual").GetInt64()));

        long Of(string name) => counts.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task Datagrams_that_are_sent_twice_change_no_figure_of_what_is_lost()
    {
        await using Stage stage = new();
        await using NetNamespaces net = await NetNamespaces.MakeAsync(stage);
        await RecordTwiceAsync(stage, datagrams: 2000);
        await net.FilterAsync("""
            table inet t {
              counter lost { }
              chain c {
                type filter hook input priority 0; policy accept;
                udp dport 5000 @th,88,8 0 @th,248,8 < 13 counter name lost drop
              }
            }
            """);
        Running recv = net.Receive(
            "recv", $"udp://239.77.0.2:5000?iface={NetNamespaces.Interface}", "--out", "/dev/null", "--expect-seq-from", "1", "--json");
        await net.JoinedAsync("239.77.0.2");
        await net.Send("send", $"udp://239.77.0.2:5000?iface={NetNamespaces.Interface}&wire=raw&trains=off", stage["twice.pcap"], "--replay").FinishAsync();

        using JsonDocument report = JsonDocument.Parse(await recv.FinishAsync());
        JsonElement counts = report.RootElement.GetProperty("multicast");
        long lost = await net.CounterAsync("lost") / 2;
        Assert.InRange(lost, 1, 2000);
        Assert.Equal((2000, lost, 0), (Of("expected"), Of("lost_upstream"), Of("lost_socket")));
        Assert.Equal((2000 - lost, 2000 - lost), (Of("unique"), Of("duplicates")));
        Assert.All(counts.GetProperty("identities").EnumerateArray(), i => Assert.Equal(0, i.GetProperty("residual").GetInt64()));

        long Of(string name) => counts.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task A_stopped_reader_and_a_firewall_and_duplicates_at_once_are_told_apart_exactly()
    {
        // Both copies of numbers whose last byte is below 13 are lost. While the reader is stopped each is sent once: of a copy
        // that its socket drops, nobody can say whether another one of it was lost before.
        await using LossyRun run = await LossyRun.StartAsync();
        await run.SendAsync(1, 2000, copies: 2);
        await run.ReadAllAsync();
        await run.SendToStoppedAsync(2001, 5000, copies: 1);
        await run.ReadAllAsync();
        await run.SendAsync(5001, 6000, copies: 2);
        await run.ReadAllAsync();
        long kernelDrops = await run.KernelDropsAsync();
        long firewall = await run.CounterAsync("lost");
        JsonElement counts = await run.EndAsync();

        long lost = LossyRun.LostOf(1, 6000);
        Assert.Equal(firewall, (2 * (LossyRun.LostOf(1, 2000) + LossyRun.LostOf(5001, 6000))) + LossyRun.LostOf(2001, 5000));
        Assert.InRange(kernelDrops, 1, 3000);
        Assert.Equal((lost, kernelDrops, kernelDrops), (Of("lost_upstream"), Of("lost_socket"), Of("kernel_drops")));
        Assert.Equal((6000, 6000 - lost - kernelDrops, 0), (Of("expected"), Of("unique"), Of("lost_unattributed")));
        Assert.Equal(3000 - LossyRun.LostOf(1, 2000) - LossyRun.LostOf(5001, 6000), Of("duplicates"));
        Assert.All(counts.GetProperty("identities").EnumerateArray(), i => Assert.Equal(0, i.GetProperty("residual").GetInt64()));

        long Of(string name) => counts.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task Duplicates_that_the_socket_drops_change_no_sum_and_hide_no_loss()
    {
        await using LossyRun run = await LossyRun.StartAsync();
        await run.SendAsync(1, 1000, copies: 2);
        await run.ReadAllAsync();
        await run.SendToStoppedAsync(1001, 4000, copies: 2);
        await run.ReadAllAsync();
        await run.SendAsync(4001, 5000, copies: 2);
        await run.ReadAllAsync();
        long kernelDrops = await run.KernelDropsAsync();
        JsonElement counts = await run.EndAsync();

        Assert.Equal((5000, kernelDrops), (Of("expected"), Of("kernel_drops")));
        Assert.Equal(5000 - Of("unique"), Of("lost_upstream") + Of("lost_socket"));
        Assert.Equal((2 * (5000 - LossyRun.LostOf(1, 5000))) - kernelDrops, Of("unique") + Of("duplicates"));
        Assert.InRange(Of("lost_upstream"), LossyRun.LostOf(1, 1000) + LossyRun.LostOf(4001, 5000), LossyRun.LostOf(1, 5000));
        Assert.InRange(Of("lost_socket"), 1, kernelDrops);

        long Of(string name) => counts.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task A_source_specific_group_of_IPv6_gets_that_source_and_no_other()
    {
        await using Stage stage = new();
        await using NetNamespaces net = await NetNamespaces.MakeAsync(stage);
        const string Group = "udp://[ff35::7777]:5000?iface=" + NetNamespaces.Interface;
        Running wanted = net.Receive("recv", Group + "&source=fd77::1", "--format", "text", "--count", "3");
        Running unwanted = net.Receive("recv", Group + "&source=fd77::9", "--format", "text", "--for", "2s");
        await wanted.ListeningAsync();
        await unwanted.ListeningAsync();

        await net.Send("send", Group, "--text", "one", "--text", "two", "--text", "three").FinishAsync();

        Assert.Equal("one\ntwo\nthree\n", Encoding.UTF8.GetString(await wanted.FinishAsync()));
        Assert.Equal(4, (await unwanted.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task An_interface_that_is_down_is_named()
    {
        await using Stage stage = new();
        await using NetNamespaces net = await NetNamespaces.MakeAsync(stage);
        await net.SetDownAsync();

        Ended ended = await net.Receive("recv", $"udp://239.77.0.1:5000?iface={NetNamespaces.Interface}", "--count", "1").EndAsync();

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains($"The network interface '{NetNamespaces.Interface}' is down", ended.Said, StringComparison.Ordinal);
    }

    private static ReadOnlyMemory<byte> Lines(int count) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 199) + "\n", count)));

    /// <summary>A recording in which every datagram stands twice.</summary>
    private static async Task RecordTwiceAsync(Stage stage, int datagrams)
    {
        string group = Groups.New();
        int port = Groups.FreePort();
        Running recv = stage.Tool("recv", $"udp://{group}:{port}?iface=lo", "--out", "/dev/null", "--record", stage["once.pcap"]);
        await recv.ListeningAsync();
        await stage.Tool("send", $"udp://{group}:{port}?iface=lo", "--count", $"{datagrams}", "--rate", "4k/s").FinishAsync();
        await recv.FinishAsync();

        // A head of 24 bytes; records of 16 and what the third number in them says.
        byte[] once = await File.ReadAllBytesAsync(stage["once.pcap"], TestContext.Current.CancellationToken);
        using FileStream twice = File.Create(stage["twice.pcap"]);
        await twice.WriteAsync(once.AsMemory(0, 24), TestContext.Current.CancellationToken);
        for (int at = 24; at < once.Length;)
        {
            int length = 16 + BitConverter.ToInt32(once, at + 8);
            await twice.WriteAsync(once.AsMemory(at, length), TestContext.Current.CancellationToken);
            await twice.WriteAsync(once.AsMemory(at, length), TestContext.Current.CancellationToken);
            at += length;
        }
    }
}
