using System.Globalization;
using System.Text.RegularExpressions;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Multicast;

/// <summary>
/// Two network namespaces joined by a cable, with a firewall in front of the receiving one: a network whose losses are
/// real and counted by somebody else. Gone when it is disposed.
/// </summary>
internal sealed partial class NetNamespaces : IAsyncDisposable
{
    public const string SenderAddress = "10.77.0.1";
    public const string ReceiverAddress = "10.77.0.2";

    private static int s_count;

    private readonly Stage _stage;
    private readonly string _sender;
    private readonly string _receiver;

    private NetNamespaces(Stage stage, string name)
    {
        _stage = stage;
        _sender = name + "s";
        _receiver = name + "r";
    }

    /// <summary>The name of the cable's end on either side.</summary>
    public const string Interface = "cable";

    /// <summary>Makes them; skips the test where that is not allowed.</summary>
    public static async Task<NetNamespaces> MakeAsync(Stage stage)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Network namespaces need root on Linux.");
        Peers.Program("nft");
        NetNamespaces made = new(stage, string.Create(CultureInfo.InvariantCulture, $"sk{Environment.ProcessId}x{Interlocked.Increment(ref s_count)}"));
        if (await made.TryAsync("ip", "netns", "add", made._sender) is { } refusal)
        {
            Assert.Skip("Network namespaces are not allowed here: " + refusal);
        }

        await made.RunAsync("ip", "netns", "add", made._receiver);
        await made.RunAsync("ip", "link", "add", Interface, "netns", made._sender, "type", "veth", "peer", "name", Interface, "netns", made._receiver);
        foreach ((string space, string v4, string v6) in ((string, string, string)[])
            [(made._sender, SenderAddress, "fd77::1"), (made._receiver, ReceiverAddress, "fd77::2")])
        {
            await made.RunAsync("ip", "-n", space, "link", "set", "lo", "up");
            await made.RunAsync("ip", "-n", space, "addr", "add", v4 + "/24", "dev", Interface);
            await made.RunAsync("ip", "-n", space, "addr", "add", v6 + "/64", "dev", Interface, "nodad");
            await made.RunAsync("ip", "-n", space, "link", "set", Interface, "up");
        }

        return made;
    }

    /// <summary>The tool, on the sending side.</summary>
    public Running Send(params string[] arguments) => Tool(_sender, arguments);

    /// <summary>The tool, on the receiving side.</summary>
    public Running Receive(params string[] arguments) => Tool(_receiver, arguments);

    /// <summary>A program on the sending side.</summary>
    public Running SendWith(string program, params string[] arguments) =>
        _stage.Program("ip", ["netns", "exec", _sender, Peers.Program(program), .. arguments]);

    /// <summary>What the kernel says of the sockets on the receiving side that are bound to a port: bytes to be read, and datagrams dropped.</summary>
    public async Task<(long Waiting, long Drops)> SocketAsync(int port)
    {
        string table = await Peers.AskAsync(Peers.Program("ip"), "netns", "exec", _receiver, "cat", "/proc/net/udp");
        string[] row = table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Single(columns => columns.Length > 12 && columns[1].EndsWith(string.Create(CultureInfo.InvariantCulture, $":{port:X4}"), StringComparison.Ordinal));
        return (long.Parse(row[4].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture), long.Parse(row[^1], CultureInfo.InvariantCulture));
    }

    /// <summary>A program on the receiving side.</summary>
    public Running ReceiveWith(string program, params string[] arguments) =>
        _stage.Program("ip", ["netns", "exec", _receiver, Peers.Program(program), .. arguments]);

    /// <summary>Puts rules in front of the receiving side.</summary>
    public async Task FilterAsync(string rules)
    {
        await File.WriteAllTextAsync(_stage["rules"], rules, TestContext.Current.CancellationToken);
        await RunAsync("ip", "netns", "exec", _receiver, "nft", "-f", _stage["rules"]);
    }

    /// <summary>Makes the frames that the cable carries so many bytes long.</summary>
    public async Task SetFramesAsync(int bytes)
    {
        foreach (string space in (string[])[_sender, _receiver])
        {
            await RunAsync("ip", "-n", space, "link", "set", Interface, "mtu", bytes.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Takes the cable out on the receiving side.</summary>
    public Task SetDownAsync() => RunAsync("ip", "-n", _receiver, "link", "set", Interface, "down");

    /// <summary>Changes a setting of the receiving side's kernel, below <c>/proc/sys</c>.</summary>
    public Task SetAsync(string setting, int value) =>
        RunAsync("ip", "netns", "exec", _receiver, "bash", "-c", string.Create(CultureInfo.InvariantCulture, $"echo {value} > /proc/sys/{setting}"));

    /// <summary>Changes a route of the receiving side.</summary>
    public Task RouteAsync(params string[] arguments) => RunAsync("ip", ["-n", _receiver, "route", .. arguments]);

    /// <summary>Waits until somebody on the receiving side has joined a group: with JSON, the tool does not say so.</summary>
    public async Task JoinedAsync(string group)
    {
        for (int i = 0; i < 3000; i++)
        {
            string said = await Peers.AskAsync(Peers.Program("ip"), "-n", _receiver, "maddr", "show", "dev", Interface);
            if (said.Contains(group, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"Nobody joined {group}.");
    }

    /// <summary>How many packets a named counter of the table <c>inet t</c> has seen.</summary>
    public async Task<long> CounterAsync(string name)
    {
        string said = await Peers.AskAsync(Peers.Program("ip"), "netns", "exec", _receiver, "nft", "list", "counter", "inet", "t", name);
        return long.Parse(Packets().Match(said).Groups["count"].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until a counter has seen so many.</summary>
    public async Task CountedAsync(string name, long packets)
    {
        for (int i = 0; i < 3000; i++)
        {
            if (await CounterAsync(name) >= packets)
            {
                return;
            }
        }

        Assert.Fail($"Counter {name} never came to {packets}.");
    }

    public async ValueTask DisposeAsync()
    {
        await TryAsync("ip", "netns", "del", _sender);
        await TryAsync("ip", "netns", "del", _receiver);
    }

    [GeneratedRegex(@"packets (?<count>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Packets();

    private Running Tool(string space, string[] arguments) => _stage.Program(
        "ip",
        ["netns", "exec", space, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Path.Combine(AppContext.BaseDirectory, "sockets.dll"), .. arguments]);

    private async Task RunAsync(string program, params string[] arguments) => await _stage.Program(program, arguments).FinishAsync();

    private async Task<string?> TryAsync(string program, params string[] arguments)
    {
        Ended ended = await _stage.Program(program, arguments).EndAsync();
        return ended.ExitCode == 0 ? null : ended.Said;
    }
}
