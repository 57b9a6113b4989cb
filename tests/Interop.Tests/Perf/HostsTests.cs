using System.Text.Json;
using Sockets.Interop.Tests.Multicast;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Perf;

/// <summary>
/// <c>perf</c> between two hosts: two network namespaces, and two of time, so that the server's monotonic clock is a
/// thousand seconds ahead of the client's.
/// </summary>
public sealed class HostsTests
{
    private const string Server = "tcp://" + NetNamespaces.ReceiverAddress + ":5301";

    // Whatever an exchange over the cable takes, it is less.
    private const long Second = 1_000_000_000;

    [Fact]
    public async Task Clocks_of_two_hosts_are_compared_and_the_bound_of_the_error_is_said()
    {
        await using Stage stage = new();
        await using NetNamespaces net = await NetNamespaces.MakeAsync(stage);
        await ServeAheadAsync(net);

        using var report = JsonDocument.Parse(
            await net.Send("perf", "run", Server, "--mode", "underload", "--rate", "1k/s", "--time", "500ms", "--json").FinishAsync());

        JsonElement setup = report.RootElement.GetProperty("setup");
        JsonElement clock = setup.GetProperty("clock");
        Assert.False(clock.GetProperty("same_host").GetBoolean());
        Assert.InRange(clock.GetProperty("monotonic_ns").GetInt64(), 999 * Second, 1001 * Second);
        Assert.InRange(clock.GetProperty("error_ns").GetInt64(), 1, Second);
        Assert.Contains("between hosts: compared over the control connection, wrong by", setup.GetProperty("one_way_clock").GetString(), StringComparison.Ordinal);

        JsonElement result = report.RootElement.GetProperty("results")[0];
        JsonElement oneWay = result.GetProperty("directions")[0].GetProperty("received").GetProperty("one_way");
        JsonElement roundTrip = result.GetProperty("round_trip").GetProperty("response");
        Assert.True(oneWay.GetProperty("count").GetInt64() > 0);
        Assert.InRange(oneWay.GetProperty("max_ns").GetInt64(), 1, roundTrip.GetProperty("max_ns").GetInt64() + clock.GetProperty("error_ns").GetInt64());
    }

    [Fact]
    public async Task Between_hosts_datagrams_are_timed_by_the_wall_clock_and_say_so()
    {
        await using Stage stage = new();
        await using NetNamespaces net = await NetNamespaces.MakeAsync(stage);
        await ServeAheadAsync(net);

        using var report = JsonDocument.Parse(await net.Send(
            "perf", "loss", "udp://" + NetNamespaces.ReceiverAddress + ":5302", "--server", Server, "--rate", "1k/s", "--time", "500ms", "--json").FinishAsync());

        JsonElement setup = report.RootElement.GetProperty("setup");
        Assert.StartsWith("wall clock, arrival by the kernel, between hosts", setup.GetProperty("one_way_clock").GetString(), StringComparison.Ordinal);
        JsonElement direction = report.RootElement.GetProperty("results")[0].GetProperty("directions")[0];
        Assert.Equal(0, direction.GetProperty("loss").GetProperty("lost").GetInt64());
        Assert.InRange(direction.GetProperty("received").GetProperty("one_way").GetProperty("max_ns").GetInt64(), 1, Second);
    }

    /// <summary>The server, in a namespace of time that is ahead.</summary>
    private static async Task ServeAheadAsync(NetNamespaces net)
    {
        Peers.Program("unshare");
        Running serve = net.ReceiveWith(
            "unshare", "--time", "--monotonic", "1000", "--fork", "--kill-child",
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Path.Combine(AppContext.BaseDirectory, "sockets.dll"), "perf", "serve", Server);
        await serve.ListeningAsync();
    }
}
