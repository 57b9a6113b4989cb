using System.Text.Json;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Multicast;

/// <summary>docs/wire/tmc1.lua, in tshark, over a recording of the tool.</summary>
public sealed class DissectorTests
{
    [Fact]
    public async Task Shows_the_datagrams_that_we_count()
    {
        await using Stage stage = new();
        string group = Groups.New();
        int port = Groups.FreePort();
        Running recv = stage.Tool(
            "recv", $"udp://{group}:{port}?iface=lo&parity=on", "--out", "/dev/null", "--record", stage["run.pcap"], "--json", "--expect-seq-from", "1");
        await Groups.HasJoinedAsync(group);
        await stage.Tool("send", $"udp://{group}:{port}?iface=lo&parity=5x2", "--count", "20", "--size", "100").FinishAsync();
        using JsonDocument report = JsonDocument.Parse(await recv.FinishAsync());
        JsonElement counts = report.RootElement.GetProperty("multicast");

        string[][] rows = [.. (await Peers.AskAsync(
            Peers.Program("tshark"), "-X", "lua_script:" + Script(), "-r", stage["run.pcap"], "-T", "fields",
            "-e", "tmc1.type", "-e", "tmc1.number", "-e", "tmc1.length", "-e", "tmc1.parity.count"))
            .Split('\n').Where(line => line.Length > 0 && char.IsAsciiDigit(line[0])).Select(line => line.Split('\t'))];
        Assert.Equal(counts.GetProperty("datagrams_read").GetInt64(), rows.Length);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"{i}"), rows.Where(r => r[0] == "0").Select(r => r[1]));
        Assert.All(rows.Where(r => r[0] == "0"), row => Assert.Equal("100", row[2]));
        Assert.Equal(["2", "2", "2", "2", "2", "2", "2", "2", "2", "2", "5", "5", "5", "5"], rows.Where(r => r[0] == "4").Select(r => r[3]).Order(StringComparer.Ordinal));
        Assert.Equal(counts.GetProperty("parity").GetInt64(), rows.Count(r => r[0] == "4"));
    }

    private static string Script()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "docs", "wire", "tmc1.lua")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Path.Combine(folder, "docs", "wire", "tmc1.lua");
    }
}
