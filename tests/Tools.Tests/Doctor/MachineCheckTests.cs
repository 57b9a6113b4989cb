using Sockets.Tools.Doctor;
using Sockets.Tools.Doctor.Checks;
using Sockets.Tools.Doctor.Facts;

namespace Sockets.Tools.Tests.Doctor;

/// <summary>What the checks of the machine make of what its kernel says.</summary>
public sealed class MachineCheckTests : IDisposable
{
    private readonly FakeMachine _fake = new();

    [Theory]
    [InlineData("20000", "20000", nameof(Verdict.Ok), null)]
    [InlineData("4096", "4096", nameof(Verdict.Ok), null)]
    [InlineData("4095", "20000", nameof(Verdict.Warn), "ulimit -n 65536")]
    [InlineData("1024", "1024", nameof(Verdict.Warn), "raise the hard limit: LimitNOFILE=65536 in the service, or /etc/security/limits.conf")]
    [InlineData("63", "20000", nameof(Verdict.Fail), "ulimit -n 65536")]
    [InlineData("unlimited", "unlimited", nameof(Verdict.Ok), null)]
    public async Task Descriptors_have_to_last_for_connections(string soft, string hard, string verdict, string? fix)
    {
        _fake.With("proc/self/limits", $"Limit   Soft Limit  Hard Limit  Units\nMax open files            {soft}                {hard}                files");

        await AssertAsync(new DescriptorCheck(_fake.Files), verdict, fix);
    }

    [Theory]
    [InlineData(8, 16, 8L, nameof(Verdict.Ok))]
    [InlineData(8, 16, 4L, nameof(Verdict.Ok))]
    [InlineData(8, 8, 4L, nameof(Verdict.Warn))]
    [InlineData(8, 7, 4L, nameof(Verdict.Warn))]
    [InlineData(8, 8, null, nameof(Verdict.Ok))]
    [InlineData(8, 7, null, nameof(Verdict.Warn))]
    public void A_receive_buffer_is_short_when_the_kernel_counts_no_more_than_was_asked_for(int asked, int granted, long? limit, string verdict)
    {
        Finding finding = ReceiveBufferCheck.Judge(asked, granted, limit);

        Assert.Equal(verdict, finding.Verdict.ToString());
        Assert.Equal(verdict == "Ok" ? null : "sudo sysctl -w net.core.rmem_max=8", finding.Fix);
        Assert.Equal(asked, finding.Figures.Single(f => f.Name == "asked_bytes").Value);
        Assert.Equal(granted, finding.Figures.Single(f => f.Name == "granted_bytes").Value);
    }

    [Theory]
    [InlineData("4096 131072 33554432", "4096 16384 4194304", nameof(Verdict.Ok), null)]
    [InlineData("4096 131072 212992", "4096 16384 4194304", nameof(Verdict.Warn), "sudo sysctl -w net.ipv4.tcp_rmem='4096 131072 4194304'")]
    [InlineData(
        "4096 131072 1", "4096 16384 1", nameof(Verdict.Warn),
        "sudo sysctl -w net.ipv4.tcp_rmem='4096 131072 4194304' net.ipv4.tcp_wmem='4096 16384 4194304'")]
    [InlineData("nonsense", "4096 16384 1", nameof(Verdict.Unknown), null)]
    public async Task Tcp_buffers_hold_a_window(string receive, string send, string verdict, string? fix)
    {
        _fake.With("proc/sys/net/ipv4/tcp_rmem", receive).With("proc/sys/net/ipv4/tcp_wmem", send);

        await AssertAsync(new TcpMemoryCheck(_fake.Files), verdict, fix);
    }

    [Theory]
    [InlineData("512", nameof(Verdict.Ok), null)]
    [InlineData("511", nameof(Verdict.Warn), "sudo sysctl -w net.core.somaxconn=512")]
    public async Task A_backlog_is_what_listeners_ask_for(string limit, string verdict, string? fix) =>
        await AssertAsync(new BacklogCheck(_fake.With("proc/sys/net/core/somaxconn", limit).Files), verdict, fix);

    [Theory]
    [InlineData("32768 60999", null, "", nameof(Verdict.Ok), null)]
    [InlineData("32768 42766", null, "", nameof(Verdict.Warn), "sudo sysctl -w net.ipv4.ip_local_port_range='32768 60999'")]
    [InlineData("32768 60999", 32767, "", nameof(Verdict.Ok), null)]
    [InlineData("32768 60999", 32768, "", nameof(Verdict.Warn), "sudo sysctl -w net.ipv4.ip_local_reserved_ports=32768")]
    [InlineData("32768 60999", 60999, "", nameof(Verdict.Warn), "sudo sysctl -w net.ipv4.ip_local_reserved_ports=60999")]
    [InlineData("32768 60999", 40000, "8080,39999-40001", nameof(Verdict.Ok), null)]
    [InlineData("32768 60999", 40000, "8080,9000-9010", nameof(Verdict.Warn), "sudo sysctl -w net.ipv4.ip_local_reserved_ports=8080,9000-9010,40000")]
    [InlineData("32768 60999", 0, "", nameof(Verdict.Ok), null)]
    public async Task A_port_to_listen_on_is_none_that_connections_take(string range, int? listening, string reserved, string verdict, string? fix)
    {
        _fake.With("proc/sys/net/ipv4/ip_local_port_range", range).With("proc/sys/net/ipv4/ip_local_reserved_ports", reserved);

        await AssertAsync(new PortRangeCheck(_fake.Files, listening), verdict, fix);
    }

    [Theory]
    [InlineData(false, 16_000, nameof(Verdict.Warn), "sudo timedatectl set-ntp true")]
    [InlineData(true, 10, nameof(Verdict.Ok), null)]
    [InlineData(true, 11, nameof(Verdict.Warn), "chronyc tracking")]
    public async Task A_clock_is_kept_to_a_few_milliseconds(bool synchronised, int milliseconds, string verdict, string? fix)
    {
        _fake.Clock = new ClockState(synchronised, TimeSpan.FromMilliseconds(milliseconds));

        await AssertAsync(new ClockCheck(_fake.Machine), verdict, fix);
    }

    [Theory]
    [InlineData("tsc", "tsc hpet", nameof(Verdict.Ok), null)]
    [InlineData("kvm-clock", "kvm-clock tsc", nameof(Verdict.Ok), null)]
    [InlineData(
        "hpet", "hpet tsc", nameof(Verdict.Warn), "echo tsc | sudo tee /sys/devices/system/clocksource/clocksource0/current_clocksource")]
    [InlineData("acpi_pm", "acpi_pm", nameof(Verdict.Warn), "choose another kind of machine, where latency counts")]
    public async Task A_clock_source_is_read_without_the_kernel(string current, string available, string verdict, string? fix)
    {
        const string Folder = "sys/devices/system/clocksource/clocksource0/";
        _fake.With(Folder + "current_clocksource", current).With(Folder + "available_clocksource", available);

        await AssertAsync(new ClockSourceCheck(_fake.Files), verdict, fix);
    }

    [Theory]
    [InlineData("libsodium.so.23", nameof(Verdict.Ok), null)]
    [InlineData("libother.so.1", nameof(Verdict.Warn), "sudo apt install libsodium23")]
    public async Task Sodium_is_looked_for(string there, string verdict, string? fix)
    {
        _fake.Libraries.Add(there);

        await AssertAsync(new SodiumCheck(_fake.Machine), verdict, fix);
    }

    /// <summary>A system that shows nothing is told apart from one where something is wrong.</summary>
    [Fact]
    public async Task What_the_system_does_not_show_is_unknown()
    {
        ICheck[] checks =
        [
            new DescriptorCheck(_fake.Files), new TcpMemoryCheck(_fake.Files), new BacklogCheck(_fake.Files), new PortRangeCheck(_fake.Files, 1),
            new ClockCheck(_fake.Machine), new ClockSourceCheck(_fake.Files),
        ];

        foreach (ICheck check in checks)
        {
            await AssertAsync(check, nameof(Verdict.Unknown), fix: null);
        }
    }

    public void Dispose() => _fake.Dispose();

    private static async Task AssertAsync(ICheck check, string verdict, string? fix)
    {
        Finding finding = await check.ExamineAsync(TestContext.Current.CancellationToken);

        Assert.Equal(verdict, finding.Verdict.ToString());
        Assert.Equal(fix, finding.Fix);
        Assert.NotEmpty(finding.Text);
    }
}
