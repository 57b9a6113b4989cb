using System.Net;
using System.Net.Sockets;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Processes;

/// <summary>How a run ends when something outside of it does not go as planned, and what it says then.</summary>
public sealed class EndingTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sockets-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("?framing=line")]
    public async Task A_refused_connection_names_the_place_and_the_other_side(string query)
    {
        using TcpListener reserved = new(IPAddress.Loopback, 0);
        reserved.Start();
        int port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();

        ToolResult result = await BuiltTool.RunAsync("send", $"tcp://127.0.0.1:{port}{query}", "--text", "a");

        Assert.Equal(3, result.ExitCode);
        Assert.Equal(
            $"sockets: cannot connect to 127.0.0.1:{port}: connection refused: start the other side first, "
            + $"as in: sockets recv -l 'tcp://127.0.0.1:{port}{query}'\n",
            result.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?framing=raw")]
    public async Task A_busy_port_says_what_to_do(string query)
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        ToolResult result = await BuiltTool.RunAsync("recv", $"tcp://:{port}{query}");

        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith($"sockets: 127.0.0.1:{port} is in use: stop what listens there", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_host_is_named()
    {
        ToolResult result = await BuiltTool.RunAsync("send", "tcp://no-such-host.invalid:9", "--text", "a");

        Assert.Equal(3, result.ExitCode);
        Assert.Equal("sockets: cannot resolve the host name 'no-such-host.invalid'\n", result.Error);
    }

    [Fact]
    public async Task A_unix_socket_that_is_not_there_is_named()
    {
        string path = Path.Combine(_directory, "none.sock");

        ToolResult connecting = await BuiltTool.RunAsync("recv", "unix://" + path);
        ToolResult listening = await BuiltTool.RunAsync("recv", "-l", $"unix://{_directory}/no/x.sock");

        Assert.Equal((3, 3), (connecting.ExitCode, listening.ExitCode));
        Assert.Contains($"cannot connect to {path}: there is no such socket: start the other side first, as in: sockets send -l", connecting.Error, StringComparison.Ordinal);
        Assert.Contains("there is no such directory", listening.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_answer_the_handshake_is_exit_4()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();

        ToolResult result = await BuiltTool.RunAsync("send", $"tcp://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", "--text", "a");

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("?framing=", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_answers_with_another_protocol_is_exit_6()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        await using RunningTool send = BuiltTool.Start("send", $"tcp://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}", "--text", "a");
        using Socket peer = await other.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await peer.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        ToolResult result = await send.FinishAsync();

        Assert.Equal(6, result.ExitCode);
        Assert.Contains("HTTP", result.Error, StringComparison.Ordinal);
        Assert.Contains("?framing=", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_that_hears_another_protocol_names_it_and_waits_on()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0");
        string endpoint = await recv.ListeningAsync();
        using Socket peer = await ConnectAsync(endpoint);
        await peer.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        int answered = await peer.ReceiveAsync(new byte[64], TestContext.Current.CancellationToken);
        Assert.Equal(0, answered);

        await using RunningTool send = BuiltTool.Start("send", endpoint, "--text", "a");
        ToolResult result = await recv.FinishAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("a", result.Output);
        Assert.Contains("HTTP", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_does_not_mind_who_only_looks_whether_it_is_there()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0");
        string endpoint = await recv.ListeningAsync();
        using (await ConnectAsync(endpoint))
        {
            // Connects and goes.
        }

        await Eventually.TrueAsync(() => recv.Error.Contains("was not let in", StringComparison.Ordinal));
        ToolResult sent = await BuiltTool.RunAsync("send", endpoint, "--text", "a");
        ToolResult received = await recv.FinishAsync();

        Assert.Equal((0, 0), (sent.ExitCode, received.ExitCode));
        Assert.Equal("a", received.Output);
    }

    [Fact]
    public async Task A_peer_that_closes_inside_a_frame_is_exit_6_and_the_file_stays_a_part()
    {
        string copy = Path.Combine(_directory, "out.bin");
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0?framing=len32be", "--out", copy);
        using (Socket peer = await ConnectAsync(await recv.ListeningAsync()))
        {
            await peer.SendAsync(new byte[] { 0, 0, 0, 1, 0x61, 0, 0, 0, 5, 0x62 }, TestContext.Current.CancellationToken);
            peer.Shutdown(SocketShutdown.Send);
            ToolResult result = await recv.FinishAsync();

            Assert.Equal(6, result.ExitCode);
            Assert.Contains("ended inside a frame: 5 of 9 bytes", result.Error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(copy));
        Assert.Equal("a", await File.ReadAllTextAsync(copy + ".part", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_receiver_that_has_enough_is_exit_6_for_the_sender()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--count", "3");

        ToolResult sent = await BuiltTool.RunAsync("send", await recv.ListeningAsync(), "--count", "1M", "--rate", "200/s");
        ToolResult received = await recv.FinishAsync();

        Assert.Equal((6, 0), (sent.ExitCode, received.ExitCode));
        Assert.Equal(3 * 64, received.OutputBytes.Length);
        Assert.Contains("the receiver closed before everything was sent", sent.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_in_time_is_exit_4()
    {
        ToolResult result = await BuiltTool.RunAsync("recv", "tcp://:0", "--for", "100ms");

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("nothing received in 0.10 s", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expectation_that_is_not_met_is_exit_5()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--expect", "messages=2");

        await BuiltTool.RunAsync("send", await recv.ListeningAsync(), "--text", "a");
        ToolResult received = await recv.FinishAsync();

        Assert.Equal(5, received.ExitCode);
        Assert.Contains("expected messages=2: NOT met (1)", received.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_exit_7()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/full");
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--out", "/dev/full");

        await BuiltTool.RunAsync("send", await recv.ListeningAsync(), "--count", "10", "--size", "50k");
        ToolResult received = await recv.FinishAsync();

        Assert.Equal(7, received.ExitCode);
        Assert.Contains("no space left for /dev/full", received.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_pipe_behind_us_is_exit_0_without_a_word()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0");
        await using RunningTool send = BuiltTool.Start("send", await recv.ListeningAsync(), "--count", "1M", "--rate", "1k/s", "-q");
        await recv.ReadUntilAsync("abc");
        recv.Output.Close();

        ToolResult received = await recv.ExitAsync();

        Assert.Equal(0, received.ExitCode);
        Assert.DoesNotContain("sockets:", received.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("received", received.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunningTool.Interrupt, 130)]
    [InlineData(RunningTool.Terminate, 143)]
    public async Task The_first_signal_drains_sums_up_and_leaves_nothing_behind(int signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--out", "/dev/null", "--json");
        await using RunningTool send = BuiltTool.Start("send", await recv.ListeningAsync(), "--count", "10M", "--rate", "1k/s", "--json=lines");
        await send.ReadUntilAsync("\"interval\"");

        send.Signal(signal);
        ToolResult sent = await send.FinishAsync();
        ToolResult received = await recv.FinishAsync();

        // The receiver is told that it has a part only.
        Assert.Equal((exitCode, 6), (sent.ExitCode, received.ExitCode));
        Assert.DoesNotContain("sockets:", sent.Error, StringComparison.Ordinal);
        Assert.Contains("sockets: The peer broke the session off: the sender was stopped before everything was sent", received.Error, StringComparison.Ordinal);
        string end = sent.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Contains("\"end\":\"signal\"", end, StringComparison.Ordinal);
        Assert.Equal(NumberOf(end, "messages"), NumberOf(received.Output, "messages"));
    }

    [Fact]
    public async Task A_foreign_receiver_is_told_by_a_reset_that_it_has_a_part_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        string copy = Path.Combine(_directory, "out.bin");
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0?framing=len32be", "--out", copy);
        await using RunningTool send = BuiltTool.Start("send", await recv.ListeningAsync(), "--count", "10M", "--rate", "1k/s", "--json=lines");
        await send.ReadUntilAsync("\"interval\"");

        send.Signal(RunningTool.Interrupt);
        ToolResult sent = await send.FinishAsync();
        ToolResult received = await recv.FinishAsync();

        Assert.Equal((130, 6), (sent.ExitCode, received.ExitCode));
        Assert.Contains("vanished without a farewell", received.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(copy));
    }

    [Fact]
    public async Task The_second_signal_ends_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0?maxmessage=1k&window=8k", "--out", "/dev/null", "--slow-reader", "60s/1");
        await using RunningTool send = BuiltTool.Start(
            "send", await recv.ListeningAsync() + "&queue=1M", "--count", "100", "--size", "1k", "--policy", "drop-newest", "--json=lines");
        await send.ReadUntilAsync("\"total_messages\":100");

        // Everything is offered, and the queue drains for as long as the reader sleeps.
        send.Signal(RunningTool.Interrupt);
        await Eventually.TrueAsync(() => send.Error.Contains("a second signal ends at once", StringComparison.Ordinal));
        send.Signal(RunningTool.Interrupt);
        ToolResult sent = await send.FinishAsync();

        Assert.Equal(130, sent.ExitCode);
        Assert.DoesNotContain("\"type\":\"end\"", sent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_while_waiting_for_a_peer_ends_quietly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0");
        await recv.ListeningAsync();

        recv.Signal(RunningTool.Interrupt);
        ToolResult received = await recv.FinishAsync();

        Assert.Equal(130, received.ExitCode);
        Assert.DoesNotContain("sockets:", received.Error, StringComparison.Ordinal);
    }

    private static long NumberOf(string json, string field) =>
        System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty(field).GetInt64();

    private static async Task<Socket> ConnectAsync(string endpoint)
    {
        int port = int.Parse(endpoint.Split(':')[2].Split('?')[0], System.Globalization.CultureInfo.InvariantCulture);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), TestContext.Current.CancellationToken);
        return socket;
    }
}
