using System.Text.Json;
using Sockets.Tools.Doctor;
using Sockets.Tools.Doctor.Facts;
using Sockets.Tools.Output;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Doctor;

public sealed class DoctorRunTests
{
    [Fact]
    public async Task A_machine_that_shows_nothing_fails_nothing_and_says_so()
    {
        ToolBench bench = new();
        using FakeMachine fake = new();

        Assert.Equal(ExitCode.Done, await new DoctorRun(new DoctorPlan(), bench.Context, fake.Machine).RunAsync());

        Assert.Matches(@"\n[0-9]+ ok, [0-9]+ warn, 0 fail, [67] could not be checked\n$", bench.Output.Text);
    }

    [Fact]
    public async Task What_fails_is_exit_7_with_the_command_that_mends_it()
    {
        ToolBench bench = new();
        using FakeMachine fake = new();
        fake.WithInterface("eth1", "10.77.0.1", isUp: false);

        ExitCode code = await new DoctorRun(PlanOf("udp://239.1.2.3:5000?iface=eth1"), bench.Context, fake.Machine).RunAsync();

        Assert.Equal(ExitCode.EnvironmentNotSuitable, code);
        Assert.Contains("\n  fail  interface       eth1 is down\n                        -> sudo ip link set eth1 up\n", bench.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_is_aligned_and_no_text_is_wider_than_it_may_be()
    {
        ToolBench bench = new();
        using FakeMachine fake = new();
        fake.WithInterface("eth1", "10.77.0.1", mtu: 900).With("proc/sys/net/ipv4/conf/all/rp_filter", "1").With("proc/sys/net/ipv4/conf/eth1/rp_filter", "0")
            .With("proc/net/route", "eth1\t00004D0A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0");

        await new DoctorRun(PlanOf("udp://239.1.2.3:5000?iface=eth1"), bench.Context, fake.Machine).RunAsync();

        foreach (string line in bench.Output.Text.Split('\n').Where(static l => l.StartsWith("  ", StringComparison.Ordinal)))
        {
            Assert.Matches(@"^  (ok   |warn |fail |\?    | {5}) (\S.{15}| {16})\S", line);
            Assert.True(line.Length <= DoctorText.DefaultColumns || line.Contains("->", StringComparison.Ordinal), line);
        }
    }

    [Fact]
    public async Task The_document_carries_every_finding()
    {
        ToolBench bench = new();
        using FakeMachine fake = new();
        fake.With("proc/sys/net/core/somaxconn", "128");

        await new DoctorRun(PlanOf("udp://239.1.2.3:5000?iface=eth1") with { Report = new ReportSettings { Mode = ReportMode.JsonDocument } }, bench.Context, fake.Machine).RunAsync();

        JsonElement json = JsonDocument.Parse(bench.Output.Text).RootElement;
        Assert.Equal("doctor", json.GetProperty("type").GetString());
        Assert.Equal("udp://239.1.2.3:5000?iface=eth1", json.GetProperty("endpoint").GetString());
        Assert.Equal(7, json.GetProperty("exit_code").GetInt32());
        JsonElement[] checks = [.. json.GetProperty("checks").EnumerateArray()];
        Assert.All(
            (string[])["ok", "warn", "fail", "unknown"],
            verdict => Assert.Equal(json.GetProperty(verdict).GetInt32(), checks.Count(c => c.GetProperty("verdict").GetString() == verdict)));
        JsonElement backlog = checks.Single(static c => c.GetProperty("check").GetString() == "backlog");
        Assert.Equal("warn", backlog.GetProperty("verdict").GetString());
        Assert.Equal("sudo sysctl -w net.core.somaxconn=512", backlog.GetProperty("fix").GetString());
        Assert.Equal(128, backlog.GetProperty("figures").GetProperty("somaxconn").GetInt64());
    }

    [Fact]
    public async Task A_second_feed_and_more_groups_are_looked_at_as_the_first_is()
    {
        ToolBench bench = new();
        using FakeMachine fake = new();

        await new DoctorRun(
            PlanOf("udp://239.1.2.3:5000?iface=a&groups=239.1.2.5&second=239.1.2.4:5001&secondiface=b"), bench.Context, fake.Machine).RunAsync();

        Assert.Equal(2, bench.Output.Text.Split("there is no 'a'").Length - 1);
        Assert.Equal(1, bench.Output.Text.Split("there is no 'b'").Length - 1);
    }

    [Fact]
    public async Task An_interruption_ends_it()
    {
        ToolBench bench = new();
        bench.Interruption.Raise(ExitCode.Interrupted);

        Assert.Equal(ExitCode.Interrupted, await bench.RunAsync("doctor"));
    }

    [Theory]
    [InlineData("doctor", "udp//1", "not an endpoint")]
    [InlineData("doctor", "udp://name:5000", "host name")]
    [InlineData("doctor", "--json=lines", "unknown")]
    public async Task A_wrong_command_line_is_exit_2(string verb, string argument, string says)
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Usage, await bench.RunAsync(verb, argument));
        Assert.Contains(says, bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task This_machine_can_be_examined()
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Done, await new DoctorRun(new DoctorPlan(), bench.Context, Machine.This).RunAsync());
    }

    private static DoctorPlan PlanOf(string uri) => Plans.Doctor("doctor", uri);
}
