using System.Security.Cryptography;
using System.Text.Json;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Processes;

/// <summary>Two processes and a multicast group on the loopback between them.</summary>
public sealed class DatagramTests : IDisposable
{
    private static int s_groups;

    private readonly string _directory = Directory.CreateTempSubdirectory("sockets-").FullName;

    public static TheoryData<string> Ways => ["", "&calls=managed", "&trains=on"];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_file_arrives_as_it_is_and_the_end_is_noticed(string keys)
    {
        byte[] content = RandomNumberGenerator.GetBytes(300_001);
        string source = PathOf("in.bin");
        string copy = PathOf("out.bin");
        await File.WriteAllBytesAsync(source, content, TestContext.Current.CancellationToken);
        await using RunningTool recv = BuiltTool.Start("recv", NewGroup() + keys, "--out", copy, "--expect-seq-from", "1", "--verify", "-v");

        ToolResult sent = await BuiltTool.RunAsync("send", await recv.ListeningAsync(), source, "--verify", "--rate", "20MB/s");
        ToolResult received = await recv.FinishAsync();

        Assert.True(sent.ExitCode == 0 && received.ExitCode == 0, sent.Error + received.Error);
        Assert.Equal(content, await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken));
        Assert.Contains("of 209 packets sent, 209 arrived, 0 lost (0 %)", received.Error, StringComparison.Ordinal);
        Assert.Equal(Sum(sent.Error), Sum(received.Error));
        Assert.Contains("I5: ", received.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_has_every_counter_and_residual()
    {
        await using RunningTool recv = BuiltTool.Start(
            "recv", NewGroup(), "--out", "/dev/null", "--json=lines", "--policy", "drop-newest", "--count", "5");
        string listening = await recv.ReadUntilAsync("\"listening\"");
        string endpoint = JsonDocument.Parse(listening.Split('\n')[0]).RootElement.GetProperty("endpoint").GetString()!;

        ToolResult sent = await BuiltTool.RunAsync("send", endpoint, "--count", "5", "--json");
        ToolResult received = await recv.FinishAsync();

        Assert.Equal("listen", LastObject(received).GetProperty("role").GetString());
        Assert.Equal("thread", LastObject(received).GetProperty("driver").GetString());
        JsonElement receiver = LastObject(received).GetProperty("multicast");
        JsonElement sender = LastObject(sent).GetProperty("multicast");
        Assert.Equal(5, receiver.GetProperty("unique").GetInt64());
        Assert.Equal(5, sender.GetProperty("datagrams_sent").GetInt64());
        Assert.All(
            receiver.GetProperty("identities").EnumerateArray().Concat(sender.GetProperty("identities").EnumerateArray()),
            identity => Assert.Equal(0, identity.GetProperty("residual").GetInt64()));
        Assert.Equal(0, received.ExitCode);
    }

    [Fact]
    public async Task A_slow_reader_drops_by_its_policy_and_says_so()
    {
        await using RunningTool recv = BuiltTool.Start(
            "recv", NewGroup() + "&queue=1k", "--out", "/dev/null", "--slow-reader", "20ms/1", "--expect-seq-from", "1");

        ToolResult sent = await BuiltTool.RunAsync("send", await recv.ListeningAsync(), "--count", "500", "--size", "100", "--rate", "5k/s");
        ToolResult received = await recv.FinishAsync();

        Assert.True(sent.ExitCode == 0 && received.ExitCode == 0, sent.Error + received.Error);
        Assert.Contains("because the reader was slow", received.Error, StringComparison.Ordinal);
        Assert.Contains(" oldest", received.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_groups_are_heard_on_one_port_and_others_are_not()
    {
        string more = AddressOf(NewGroup());
        string stranger = AddressOf(NewGroup());
        await using RunningTool recv = BuiltTool.Start("recv", NewGroup() + "&groups=" + more, "--format", "text", "--count", "2", "--keep-open");
        string first = await recv.ListeningAsync();

        foreach (string group in (string[])[stranger, more, AddressOf(first)])
        {
            string endpoint = first.Replace(AddressOf(first), group, StringComparison.Ordinal).Replace("&groups=" + more, "", StringComparison.Ordinal);
            Assert.Equal(0, (await BuiltTool.RunAsync("send", endpoint, "--text", group)).ExitCode);
        }

        ToolResult received = await recv.FinishAsync();
        Assert.Equal($"{more}\n{AddressOf(first)}\n", received.Output);
    }

    [Fact]
    public async Task Only_the_named_source_is_heard()
    {
        // Who sends to the loopback comes from 127.0.0.1.
        string group = $"udp://232.254.{Environment.ProcessId % 256}.{Interlocked.Increment(ref s_groups)}:0?iface=lo";
        await using RunningTool wanted = BuiltTool.Start("recv", group + "&source=127.0.0.1,127.0.0.2", "--format", "text", "--count", "1");
        string endpoint = await wanted.ListeningAsync();
        await using RunningTool unwanted = BuiltTool.Start(
            "recv", endpoint.Replace("127.0.0.1,127.0.0.2", "127.0.0.9", StringComparison.Ordinal), "--format", "text", "--for", "2s");
        await unwanted.ListeningAsync();

        Assert.Equal(0, (await BuiltTool.RunAsync("send", endpoint[..endpoint.IndexOf("&source", StringComparison.Ordinal)], "--text", "one")).ExitCode);

        Assert.Equal("one\n", (await wanted.FinishAsync()).Output);
        ToolResult nothing = await unwanted.FinishAsync();
        Assert.Equal(("", 4), (nothing.Output, nothing.ExitCode));
    }

    [Fact]
    public async Task What_was_recorded_is_sent_again_as_it_was()
    {
        string recording = PathOf("run.pcap");
        string copy = PathOf("copy.txt");
        string two = new('2', 1400);
        await using (RunningTool recv = BuiltTool.Start("recv", NewGroup(), "--format", "text", "--record", recording))
        {
            string sender = await recv.ListeningAsync();
            Assert.Equal(0, (await BuiltTool.RunAsync("send", sender, "--text", "one", "--text", two)).ExitCode);
            ToolResult first = await recv.FinishAsync();
            Assert.Equal($"one\n{two}\n", first.Output);
            Assert.Contains("recorded ", first.Error, StringComparison.Ordinal);
        }

        await using RunningTool again = BuiltTool.Start("recv", NewGroup(), "--format", "text", "--out", copy, "--expect-seq-from", "1");
        string raw = await again.ListeningAsync() + "&wire=raw";
        ToolResult replayed = await BuiltTool.RunAsync("send", raw, recording, "--replay", "--speed", "2x");
        ToolResult second = await again.FinishAsync();

        Assert.True(replayed.ExitCode == 0 && second.ExitCode == 0, replayed.Error + second.Error);
        Assert.Equal($"one\n{two}\n", await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_run_that_does_not_begin_empties_no_recording_and_leaves_none()
    {
        string good = PathOf("good.pcap");
        await File.WriteAllTextAsync(good, "good", TestContext.Current.CancellationToken);
        foreach (string file in (string[])[good, PathOf("new.pcap")])
        {
            ToolResult result = await BuiltTool.RunAsync("recv", "udp://239.1.2.3:0?iface=nothere0", "--record", file);
            Assert.Equal(3, result.ExitCode);
        }

        Assert.Equal("good", await File.ReadAllTextAsync(good, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(PathOf("new.pcap")));
    }

    [Fact]
    public async Task A_recording_takes_the_place_of_a_longer_one()
    {
        string recording = PathOf("run.pcap");
        await File.WriteAllBytesAsync(recording, new byte[100_000], TestContext.Current.CancellationToken);
        await using RunningTool recv = BuiltTool.Start("recv", NewGroup(), "--format", "text", "--record", recording);
        Assert.Equal(0, (await BuiltTool.RunAsync("send", await recv.ListeningAsync(), "--text", "one")).ExitCode);
        await recv.FinishAsync();

        byte[] written = await File.ReadAllBytesAsync(recording, TestContext.Current.CancellationToken);
        Assert.InRange(written.Length, 100, 10_000);
        Assert.Equal([0x4D, 0x3C, 0xB2, 0xA1], written[..4]);
    }

    [Fact]
    public async Task A_sender_is_told_which_parities_it_sends()
    {
        ToolResult result = await BuiltTool.RunAsync("send", NewGroup().Replace(":0?", ":5000?", StringComparison.Ordinal) + "&parity=on", "--text", "one");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("a sender has to know which", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("&second=127.0.0.1:0", "over 127.0.0.1:")]
    [InlineData("&parity=on", "0 lost")]
    [InlineData("&repair=on&reorder=65536", "0 lost")]
    public async Task Every_switch_works_from_the_command_line(string keys, string expected)
    {
        await using RunningTool recv = BuiltTool.Start("recv", NewGroup() + keys, "--out", "/dev/null", "--expect-seq-from", "1");
        string endpoint = (await recv.ListeningAsync()).Replace("second=127.0.0.1:0", "second=127.0.0.1:9", StringComparison.Ordinal)
            .Replace("parity=on", "parity=4x4", StringComparison.Ordinal);
        ToolResult sent = await BuiltTool.RunAsync("send", endpoint, "--count", "100", "--size", "100");
        ToolResult received = await recv.FinishAsync();

        Assert.True(sent.ExitCode == 0 && received.ExitCode == 0, sent.Error + received.Error);
        Assert.Contains("of 100 packets sent, 100 arrived, 0 lost", received.Error, StringComparison.Ordinal);
        Assert.Contains(expected, received.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_keeps_out_who_does_not_have_it()
    {
        string key = PathOf("key");
        string other = PathOf("other");
        await File.WriteAllTextAsync(key, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)) + "\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(other, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)), TestContext.Current.CancellationToken);
        await using RunningTool recv = BuiltTool.Start("recv", NewGroup() + "&key-file=" + key, "--format", "text");
        string endpoint = await recv.ListeningAsync();

        Assert.Equal(0, (await BuiltTool.RunAsync("send", endpoint.Replace(key, other, StringComparison.Ordinal), "--text", "stranger")).ExitCode);
        Assert.Equal(0, (await BuiltTool.RunAsync("send", endpoint, "--text", "member")).ExitCode);
        ToolResult received = await recv.FinishAsync();

        Assert.Equal("member\n", received.Output);
        Assert.Contains("not authentic: 11 datagrams", received.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "recv", "udp://239.1.2.3:5000", "To join 239.1.2.3, say on which interface")]
    [InlineData(3, "recv", "udp://239.1.2.3:5000?iface=nothere0", "There is no network interface 'nothere0'. This machine has ")]
    [InlineData(2, "recv", "udp://group.example:5000?iface=lo", "'group.example' is a host name, and udp endpoints are addresses")]
    [InlineData(2, "recv", "udp://127.0.0.1:5000?source=127.0.0.1", "is not a multicast group")]
    [InlineData(2, "send", "udp://239.1.2.3:5000?iface=lo&ttl=256", "key 'ttl': '256' is not a number from 0 to 255")]
    [InlineData(2, "send", "udp://239.1.2.3:5000?ifac=lo", "unknown key 'ifac' in the endpoint, did you mean 'iface'?")]
    [InlineData(2, "send", "udp://239.1.2.3:5000?iface=lo&wire=rpt", "key 'wire': 'rpt' is not known, did you mean 'rtp'?")]
    [InlineData(2, "send", "udp://239.1.2.3:5000?iface=lo&parity=1", "key 'parity': '1' is no shape")]
    [InlineData(2, "send", "udp://239.1.2.3:5000?iface=lo&key-file=/nowhere/key", "cannot use the key file /nowhere/key")]
    [InlineData(2, "recv", "udp://239.1.2.3:5000?iface=lo&second=239.1.2.4", "write second=239.1.2.4:5000")]
    [InlineData(2, "recv", "udp://239.1.2.3:5000?iface=lo&wire=raw&parity=on", "Repairs is for the native format")]
    [InlineData(2, "send", "udp://239.1.2.3:0?iface=lo", "Port")]
    [InlineData(2, "recv", "udp://239.1.2.3:5000?iface=lo&groups=10.0.0.1", "10.0.0.1:5000 is not a multicast group (224.0.0.0/4 or ff00::/8)")]
    [InlineData(2, "recv", "udp://239.1.2.3:5000?iface=lo&rcvbuf=8XB", "key 'rcvbuf': 'XB' in '8XB' is not a unit of size")]
    [InlineData(3, "recv", "udp://192.0.2.7:5000", "Cannot receive on 192.0.2.7:5000: it is not an address of this machine\n")]
    public async Task Says_what_is_wrong(int exitCode, string verb, string uri, string expected)
    {
        ToolResult result = await BuiltTool.RunAsync([verb, uri, .. verb == "send" ? ["--text", "x"] : (string[])["--count", "1"]]);

        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, result.ExitCode);
    }

    [Theory]
    [InlineData("--policy is for udp:// endpoints", "recv", "tcp://:0", "--policy", "drop-newest")]
    [InlineData("--max-age says nothing with --policy drop-oldest", "recv", "udp://239.1.2.3:5000?iface=lo", "--max-age", "1s")]
    [InlineData("--max-age: '20' has no unit", "recv", "udp://239.1.2.3:5000?iface=lo", "--policy", "deadline", "--max-age", "20")]
    [InlineData("--expect-seq-from: '0' is less than 1", "recv", "udp://239.1.2.3:5000?iface=lo", "--expect-seq-from", "0")]
    [InlineData("cannot record to /nowhere/x.pcap: ", "recv", "udp://239.1.2.3:5000?iface=lo", "--record", "/nowhere/x.pcap")]
    [InlineData("there is no file nofile.pcap", "send", "udp://239.1.2.3:5000?iface=lo&wire=raw", "nofile.pcap", "--replay")]
    [InlineData("--speed is for recordings", "send", "udp://239.1.2.3:5000?iface=lo", "--speed", "2x", "--text", "x")]
    [InlineData("add wire=raw", "send", "udp://239.1.2.3:5000?iface=lo", "/dev/null", "--replay")]
    [InlineData("--resume is for connections", "recv", "udp://239.1.2.3:5000?iface=lo", "--resume")]
    [InlineData("--driver async is for connections", "recv", "udp://239.1.2.3:5000?iface=lo", "--driver", "async")]
    [InlineData("--compress is for connections", "send", "udp://239.1.2.3:5000?iface=lo", "--compress", "lz4", "--text", "x")]
    [InlineData("--request needs a connection", "send", "udp://239.1.2.3:5000?iface=lo", "--request", "--text", "x")]
    [InlineData("-l says nothing with udp://", "recv", "udp://239.1.2.3:5000?iface=lo", "-l")]
    public async Task Says_which_options_do_not_go_together(string expected, params string[] arguments)
    {
        ToolResult result = await BuiltTool.RunAsync(arguments);

        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.ExitCode);
    }

    private static string NewGroup() => $"udp://239.254.{Environment.ProcessId % 256}.{Interlocked.Increment(ref s_groups)}:0?iface=lo";

    private static string AddressOf(string endpoint) => new Uri(endpoint).Host;

    private static string Sum(string said) => said.Split('\n').Single(line => line.Contains("sha256", StringComparison.Ordinal)).Trim();

    private static JsonElement LastObject(ToolResult result) =>
        JsonDocument.Parse(result.Output.TrimEnd('\n').Split('\n')[^1]).RootElement;

    private string PathOf(string name) => Path.Combine(_directory, name);
}
