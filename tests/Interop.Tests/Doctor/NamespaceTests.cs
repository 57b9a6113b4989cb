using Sockets.Interop.Tests.Multicast;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Doctor;

/// <summary>Machines with something wrong, made of network namespaces: the doctor finds what, and its command mends it.</summary>
public sealed class NamespaceTests
{
    private const string Uri = $"udp://239.77.0.1:5000?iface={NetNamespaces.Interface}";

    [Fact]
    public async Task An_interface_that_is_down_is_found()
    {
        await using Stage stage = new();
        await using NetNamespaces net = await NetNamespaces.MakeAsync(stage);
        Assert.Equal("ok", (await ExamineAsync(net, Uri))["interface"].Verdict);

        await net.SetDownAsync();

        Dictionary<string, Found> found = await ExamineAsync(net, Uri, exitCode: 7);
        Assert.Equal(new Found("fail", $"sudo ip link set {NetNamespaces.Interface} up"), found["interface"]);
        Assert.Equal("unknown", found["join_and_hear"].Verdict);
    }

    [Fact]
    public async Task A_missing_route_is_found_and_does_not_keep_us_from_hearing()
    {
        await using Stage stage = new();
        await using NetNamespaces net = await NetNamespaces.MakeAsync(stage);

        Dictionary<string, Found> found = await ExamineAsync(net, Uri);
        Assert.Equal(new Found("warn", $"sudo ip route add 224.0.0.0/4 dev {NetNamespaces.Interface}"), found["route"]);
        Assert.Equal("ok", found["join_and_hear"].Verdict);

        await net.RouteAsync("add", "224.0.0.0/4", "dev", NetNamespaces.Interface);
        Assert.Equal("ok", (await ExamineAsync(net, Uri))["route"].Verdict);
    }

    [Fact]
    public async Task A_source_check_that_drops_the_sender_is_found()
    {
        const string Source = "10.9.0.5";
        await using Stage stage = new();
        await using NetNamespaces net = await NetNamespaces.MakeAsync(stage);
        await net.SetAsync($"net/ipv4/conf/{NetNamespaces.Interface}/rp_filter", 1);

        Dictionary<string, Found> found = await ExamineAsync(net, $"{Uri}&source={Source}", exitCode: 7);
        Assert.Equal(new Found("fail", $"sudo ip route add {Source}/32 dev {NetNamespaces.Interface}"), found["rp_filter"]);
        Assert.Equal("warn", (await ExamineAsync(net, Uri))["rp_filter"].Verdict);

        await net.RouteAsync("add", $"{Source}/32", "dev", NetNamespaces.Interface);
        Assert.Equal("ok", (await ExamineAsync(net, $"{Uri}&source={Source}"))["rp_filter"].Verdict);
    }

    [Fact]
    public async Task An_IPv6_group_is_joined_and_heard_where_it_has_a_route()
    {
        await using Stage stage = new();
        await using NetNamespaces net = await NetNamespaces.MakeAsync(stage);

        Dictionary<string, Found> found = await ExamineAsync(net, $"udp://[ff15::77]:5000?iface={NetNamespaces.Interface}&source=fd77::1");
        Assert.Equal("ok", found["route"].Verdict);
        Assert.Equal("ok", found["join_and_hear"].Verdict);

        found = await ExamineAsync(net, "udp://[ff15::77]:5000?iface=lo", exitCode: 7);
        Assert.Equal(new Found("fail", "sudo ip -6 route add ff00::/8 dev lo table local"), found["route"]);
        Assert.Equal("fail", found["join_and_hear"].Verdict);
    }

    private static Task<Dictionary<string, Found>> ExamineAsync(NetNamespaces net, string uri, int exitCode = 0) =>
        Found.ByAsync(net.Receive("doctor", uri, "--json"), exitCode);
}
