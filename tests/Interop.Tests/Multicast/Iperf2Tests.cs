using System.Text;
using System.Text.Json;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Multicast;

/// <summary>iperf 2 counts our datagrams, and we count iperf 2's.</summary>
public sealed class Iperf2Tests
{
    private const string Client = "127.0.0.1";

    [Fact]
    public async Task It_counts_what_we_send()
    {
        Peers.Program("iperf");
        await using Stage stage = new();
        string group = Groups.New();
        string port = $"{Groups.FreePort()}";
        Running server = stage.Program("iperf", "-s", "-u", "-B", group + "%lo", "-p", port, "-e", "-x", "CMSV", "-y", "C");
        await Groups.HasJoinedAsync(group);

        await stage.Tool("send", $"udp://{group}:{port}?iface=lo&wire=iperf2", "--count", "2000", "--size", "1000", "--rate", "5k/s").FinishAsync();

        // The server takes the end for a datagram of its own and writes a line of figures then.
        await Until.HoldsAsync(() => server.OutputLength > 0);
        server.Signal(Signal.Kill);
        string[] figures = Encoding.ASCII.GetString((await server.EndAsync()).Output).Split('\n')[0].Split(',');
        Assert.Contains("2001", figures);
    }

    [Fact]
    public async Task We_count_what_it_sends()
    {
        Peers.Program("iperf");
        await using Stage stage = new();
        string group = Groups.New();
        string port = $"{Groups.FreePort()}";
        Running recv = stage.Tool("recv", $"udp://{group}:{port}?iface=lo&wire=iperf2", "--out", stage["out"], "--json");
        await Groups.HasJoinedAsync(group);

        string said = Encoding.ASCII.GetString(await stage.Program(
            "iperf", "-c", group, "-u", "-p", port, "-B", Client, "-b", "4M", "-l", "500", "-n", "200K", "-T", "1").FinishAsync());

        using JsonDocument report = JsonDocument.Parse(await recv.FinishAsync());
        JsonElement counts = report.RootElement.GetProperty("multicast");
        long unique = counts.GetProperty("unique").GetInt64();
        Assert.Equal((0, unique), (counts.GetProperty("lost").GetInt64(), counts.GetProperty("expected").GetInt64()));

        // It counts its end as a datagram, and one more for the next that it would have sent.
        Assert.Contains($"Sent {unique + 2} datagrams", said, StringComparison.Ordinal);
    }
}
