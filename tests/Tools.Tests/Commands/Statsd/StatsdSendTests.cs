using System.Net;
using System.Net.Sockets;
using System.Text;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Commands.Statsd;

/// <summary>Sending to servers that are away, for a while or for good, and what no packet can hold.</summary>
public sealed class StatsdSendTests
{
    // More than the client queues.
    private const int Lines = 6000;

    private static readonly byte[] s_input =
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, Lines).Select(i => $"{new string('x', 50)}{i:0000}:1|c\n")));

    [Fact]
    public async Task An_argument_that_no_packet_can_hold_is_lost_and_says_so()
    {
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ToolBench bench = new();
        Assert.Equal(ExitCode.ProtocolError, await bench.RunAsync("statsd", "send", $"statsd://{server.LocalEndPoint}", "a:1|c", new string('x', 2000) + ":1|c"));
        Assert.Contains("1 of 2 metrics got lost (1 too large): shorten those that fit no packet, or raise mtu", bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waits_for_a_server_that_is_away_for_a_while()
    {
        using Socket server = Reserve();
        QuickTime time = new();
        ToolBench bench = new() { Input = new MemoryStream(s_input), Time = time };
        Task<ExitCode> sending = bench.RunAsync("statsd", "send", $"statsd+tcp://{server.LocalEndPoint}", "-");

        // More than two flushes wait for it.
        await Eventually.TrueAsync(() => time.Now > TimeSpan.FromSeconds(13));
        server.Listen();
        using Socket connection = await server.AcceptAsync(TestContext.Current.CancellationToken);
        MemoryStream received = new();
        await using NetworkStream stream = new(connection);
        await stream.CopyToAsync(received, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, await sending);
        Assert.Equal(s_input, received.ToArray());
    }

    [Fact]
    public async Task Gives_up_on_a_server_that_does_not_come()
    {
        using Socket server = Reserve();
        ToolBench bench = new() { Input = new MemoryStream(s_input), Time = new QuickTime() };
        Assert.Equal(ExitCode.Unreachable, await bench.RunAsync("statsd", "send", $"statsd+tcp://{server.LocalEndPoint}", "-"));
        Assert.Contains("nobody took it", bench.Error, StringComparison.Ordinal);
    }

    /// <summary>A port at which nobody listens yet.</summary>
    private static Socket Reserve()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
