using System.Globalization;
using System.Text;
using System.Text.Json;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Multicast;

/// <summary>
/// The tool behind a firewall that drops every datagram whose number ends with a byte below 13 and counts it, with a
/// small receive buffer; in front of it a sender of somebody else's, which sends what a test says, as often as it says.
/// </summary>
internal sealed class LossyRun : IAsyncDisposable
{
    private const string Group = "239.77.0.3";
    private const int Port = 5000;
    private const int LostBelow = 13;

    private readonly Stage _stage;
    private readonly NetNamespaces _net;
    private readonly Running _recv;
    private readonly Running _send;
    private long _arrived;

    private LossyRun(Stage stage, NetNamespaces net, Running recv, Running send) => (_stage, _net, _recv, _send) = (stage, net, recv, send);

    public static async Task<LossyRun> StartAsync()
    {
        Stage stage = new();
        NetNamespaces net = await NetNamespaces.MakeAsync(stage);

        // The type stands in the fourth byte behind the 8 of UDP, the last byte of the number in the 24th.
        await net.FilterAsync(string.Create(CultureInfo.InvariantCulture, $$"""
            table inet t {
              counter data { }
              counter lost { }
              chain c {
                type filter hook input priority 0; policy accept;
                udp dport {{Port}} @th,88,8 0 counter name data
                udp dport {{Port}} @th,88,8 0 @th,248,8 < {{LostBelow}} counter name lost drop
              }
            }
            """));
        Running recv = net.Receive(
            "recv", $"udp://{Group}:{Port}?iface={NetNamespaces.Interface}&rcvbuf=500k", "--out", "/dev/null", "--expect-seq-from", "1", "--json");
        await net.JoinedAsync(Group);
        Running send = net.SendWith("python3", Path.Combine(AppContext.BaseDirectory, "Peers", "tmc1_send.py"), Group, $"{Port}", NetNamespaces.SenderAddress);
        return new LossyRun(stage, net, recv, send);
    }

    /// <summary>How many of these numbers the firewall drops.</summary>
    public static long LostOf(int first, int last) => Enumerable.Range(first, last - first + 1).Count(number => number % 256 < LostBelow);

    /// <summary>Sends numbers, each so often, and waits until they have come to the firewall.</summary>
    public async Task SendAsync(int first, int last, int copies)
    {
        await _send.WriteAsync(Encoding.ASCII.GetBytes($"{first} {last} {copies}\n"));
        _arrived += (long)(last - first + 1) * copies;
        await _net.CountedAsync("data", _arrived);
    }

    /// <summary>The same to a reader that is stopped meanwhile.</summary>
    public async Task SendToStoppedAsync(int first, int last, int copies)
    {
        _recv.Signal(Signal.Stop);
        await SendAsync(first, last, copies);
        _recv.Signal(Signal.Continue);
    }

    /// <summary>Waits until the reader has taken everything out of its socket.</summary>
    public async Task ReadAllAsync()
    {
        for (int i = 0; i < 3000; i++)
        {
            if ((await _net.SocketAsync(Port)).Waiting == 0)
            {
                return;
            }
        }

        Assert.Fail("The reader never read everything.");
    }

    /// <summary>What the kernel says that the reader's socket dropped.</summary>
    public async Task<long> KernelDropsAsync() => (await _net.SocketAsync(Port)).Drops;

    public Task<long> CounterAsync(string name) => _net.CounterAsync(name);

    /// <summary>Says the end, and gives what the reader counted.</summary>
    public async Task<JsonElement> EndAsync()
    {
        await _send.EndInputAsync();
        await _send.FinishAsync();
        return JsonDocument.Parse(await _recv.FinishAsync()).RootElement.GetProperty("multicast");
    }

    public async ValueTask DisposeAsync()
    {
        await _net.DisposeAsync();
        await _stage.DisposeAsync();
    }
}
