using System.Net;
using Sockets.Tools.Doctor;
using Sockets.Tools.Doctor.Checks;

namespace Sockets.Tools.Tests.Doctor;

/// <summary>What the checks of a multicast group make of interfaces, routes and settings.</summary>
public sealed class GroupCheckTests : IDisposable
{
    // 10.77.0.0/24 through eth1, and nothing else; then a default route through eth0 as well.
    private const string OnlyOwnNetwork = """
        Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
        eth1	00004D0A	00000000	0001	0	0	0	00FFFFFF	0	0	0
        """;

    private const string WithDefault = OnlyOwnNetwork + "\neth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0";

    private readonly FakeMachine _fake = new();

    [Theory]
    [InlineData("eth1", 1472, nameof(Verdict.Ok), null)]
    [InlineData("eth1", 1473, nameof(Verdict.Warn), "add ?datagram=1472")]
    [InlineData("10.77.0.1", 1472, nameof(Verdict.Ok), null)]
    [InlineData("lo", 1472, nameof(Verdict.Ok), null)]
    [InlineData("down", 1472, nameof(Verdict.Fail), "sudo ip link set down up")]
    [InlineData("tun", 1472, nameof(Verdict.Fail), "sudo ip link set tun multicast on")]
    [InlineData("six", 1472, nameof(Verdict.Fail), "sudo ip addr add ADDRESS/LENGTH dev six")]
    [InlineData("eth9", 1472, nameof(Verdict.Fail), "take one of lo, eth1")]
    [InlineData(null, 1472, nameof(Verdict.Fail), "add ?iface= and one of lo, eth1")]
    public async Task An_interface_is_there_and_up_and_carries_multicast(string? name, int datagram, string verdict, string? fix)
    {
        _fake.WithInterface("lo", "127.0.0.1", mtu: 65_536, hasMulticast: false).WithInterface("eth1", "10.77.0.1").WithInterface("down", "10.78.0.1", isUp: false)
            .WithInterface("tun", "10.79.0.1", hasMulticast: false).WithInterface("six", "fd77::1");

        await AssertAsync(new InterfaceCheck(_fake.Machine, FeedOn(name), datagram), verdict, fix);
    }

    [Theory]
    [InlineData(OnlyOwnNetwork, "eth1", nameof(Verdict.Warn), "sudo ip route add 224.0.0.0/4 dev eth1")]
    [InlineData(WithDefault, "eth1", nameof(Verdict.Warn), "sudo ip route add 239.1.2.3/32 dev eth1")]
    [InlineData(WithDefault, "eth0", nameof(Verdict.Ok), null)]
    [InlineData(WithDefault, "lo", nameof(Verdict.Ok), null)]
    public async Task A_route_to_the_group_leads_through_its_interface(string routes, string on, string verdict, string? fix)
    {
        _fake.With("proc/net/route", routes).WithInterface("lo", "127.0.0.1").WithInterface("eth0", "192.0.2.1").WithInterface("eth1", "10.77.0.1");

        await AssertAsync(new GroupRouteCheck(_fake.Files, FeedOn(on)), verdict, fix);
    }

    [Theory]
    [InlineData("eth1", nameof(Verdict.Ok), null)]
    [InlineData("lo", nameof(Verdict.Fail), "sudo ip -6 route add ff00::/8 dev lo table local")]
    public async Task An_IPv6_group_needs_a_route_on_its_interface(string on, string verdict, string? fix)
    {
        const string None = "00000000000000000000000000000000";
        _fake.With("proc/net/ipv6_route", $"ff000000000000000000000000000000 08 {None} 00 {None} 00000100 00000003 00000000 00000001     eth1")
            .WithInterface("lo", "::1").WithInterface("eth1", "fd77::1");

        await AssertAsync(new GroupRouteCheck(_fake.Files, FeedOn(on, "ff15::1")), verdict, fix);
    }

    [Theory]
    [InlineData("0", "0", "eth1", "", nameof(Verdict.Ok), null)]
    [InlineData("1", "0", "lo", "", nameof(Verdict.Ok), null)]
    [InlineData("1", "0", "eth1", "", nameof(Verdict.Warn), "sudo sysctl -w net.ipv4.conf.eth1.rp_filter=2 net.ipv4.conf.all.rp_filter=0")]
    [InlineData("0", "1", "eth0", "", nameof(Verdict.Ok), null)]
    [InlineData("0", "2", "eth1", "", nameof(Verdict.Ok), null)]
    [InlineData("1", "0", "eth1", "10.77.0.9", nameof(Verdict.Ok), null)]
    [InlineData("1", "0", "eth1", "10.9.0.5", nameof(Verdict.Fail), "sudo sysctl -w net.ipv4.conf.eth1.rp_filter=2")]
    [InlineData("0", "2", "eth1", "10.9.0.5", nameof(Verdict.Ok), null)]
    public async Task The_source_check_lets_the_senders_in(string all, string own, string on, string source, string verdict, string? fix)
    {
        _fake.With("proc/net/route", WithDefault).With("proc/sys/net/ipv4/conf/all/rp_filter", all).With($"proc/sys/net/ipv4/conf/{on}/rp_filter", own)
            .WithInterface("lo", "127.0.0.1").WithInterface("eth0", "192.0.2.1").WithInterface("eth1", "10.77.0.1");

        await AssertAsync(new ReversePathCheck(_fake.Files, FeedOn(on), source.Length == 0 ? [] : [IPAddress.Parse(source)]), verdict, fix);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_source_without_a_way_back_is_dropped_by_either_source_check(string filter)
    {
        _fake.With("proc/net/route", OnlyOwnNetwork).With("proc/sys/net/ipv4/conf/all/rp_filter", "0")
            .With("proc/sys/net/ipv4/conf/eth1/rp_filter", filter).WithInterface("eth1", "10.77.0.1");

        await AssertAsync(
            new ReversePathCheck(_fake.Files, FeedOn("eth1"), [IPAddress.Parse("10.9.0.5")]), nameof(Verdict.Fail), "sudo ip route add 10.9.0.5/32 dev eth1");
    }

    [Theory]
    [InlineData("V3", "10.9.0.5", nameof(Verdict.Ok), null)]
    [InlineData("V2", "", nameof(Verdict.Ok), null)]
    [InlineData("V2", "10.9.0.5", nameof(Verdict.Warn), "sudo sysctl -w net.ipv4.conf.eth1.force_igmp_version=3")]
    public async Task Sources_need_the_third_version_of_IGMP(string version, string source, string verdict, string? fix)
    {
        _fake.With("proc/net/igmp", $"Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n4\teth1      :     1      {version}\n\t\t\t\t010000E0     1 0:00000000\t\t0")
            .WithInterface("eth1", "10.77.0.1");

        await AssertAsync(new IgmpCheck(_fake.Files, FeedOn("eth1"), source.Length == 0 ? [] : [IPAddress.Parse(source)]), verdict, fix);
    }

    [Fact]
    public async Task The_dot_in_the_name_of_a_VLAN_is_not_one_of_the_setting()
    {
        _fake.With("proc/net/route", WithDefault).With("proc/sys/net/ipv4/conf/all/rp_filter", "1").With("proc/sys/net/ipv4/conf/eth1.100/rp_filter", "0")
            .With("proc/net/igmp", "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n4\teth1.100      :     1      V2")
            .WithInterface("eth1.100", "10.77.0.1");
        IPAddress source = IPAddress.Parse("10.9.0.5");

        await AssertAsync(
            new ReversePathCheck(_fake.Files, FeedOn("eth1.100"), [source]), nameof(Verdict.Fail), "sudo sysctl -w net/ipv4/conf/eth1.100/rp_filter=2");
        await AssertAsync(
            new ReversePathCheck(_fake.Files, FeedOn("eth1.100"), []),
            nameof(Verdict.Warn),
            "sudo sysctl -w net/ipv4/conf/eth1.100/rp_filter=2 net.ipv4.conf.all.rp_filter=0");
        await AssertAsync(
            new IgmpCheck(_fake.Files, FeedOn("eth1.100"), [source]), nameof(Verdict.Warn), "sudo sysctl -w net/ipv4/conf/eth1.100/force_igmp_version=3");
    }

    [Fact]
    public async Task What_cannot_be_looked_at_is_unknown_and_says_why()
    {
        _fake.WithInterface("eth1", "10.77.0.1").WithInterface("down", "10.78.0.1", isUp: false);
        ICheck[] checks =
        [
            new GroupRouteCheck(_fake.Files, FeedOn("eth1")), new ReversePathCheck(_fake.Files, FeedOn("eth1"), []), new IgmpCheck(_fake.Files, FeedOn("eth1"), []),
            new GroupRouteCheck(_fake.Files, FeedOn("down")), new HearCheck(FeedOn("down"), []), new HearCheck(FeedOn(name: null), []),
        ];

        foreach (ICheck check in checks)
        {
            await AssertAsync(check, nameof(Verdict.Unknown), fix: null);
        }
    }

    [Fact]
    public async Task A_group_on_the_loopback_is_joined_and_heard()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the loopback is called lo on Linux");
        _fake.WithInterface("lo", "127.0.0.1");

        await AssertAsync(new HearCheck(FeedOn("lo"), []), nameof(Verdict.Ok), fix: null);
        await AssertAsync(new HearCheck(FeedOn("lo"), [IPAddress.Parse("10.9.0.5")]), nameof(Verdict.Ok), fix: null);
    }

    public void Dispose() => _fake.Dispose();

    private Feed FeedOn(string? name, string group = "239.1.2.3") =>
        new(IPAddress.Parse(group), name, name is null ? null : _fake.Machine.Find(name));

    private static async Task AssertAsync(ICheck check, string verdict, string? fix)
    {
        Finding finding = await check.ExamineAsync(TestContext.Current.CancellationToken);

        Assert.Equal((verdict, fix), (finding.Verdict.ToString(), finding.Fix));
        Assert.NotEmpty(finding.Text);
    }
}
