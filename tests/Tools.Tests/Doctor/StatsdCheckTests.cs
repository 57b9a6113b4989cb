using System.Net;
using System.Net.Sockets;
using Sockets.Tools.Doctor;
using Sockets.Tools.Doctor.Checks;
using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Tests.Doctor;

/// <summary>What the doctor finds out about a StatsD server, and about the way to it.</summary>
public sealed class StatsdCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sockets-doctor-").FullName;
    private readonly FakeMachine _fake = new();

    [Fact]
    public async Task A_port_that_takes_datagrams_is_told_from_one_that_refuses_them()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the loopback refuses at once on Linux");
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string uri = $"statsd://127.0.0.1:{((IPEndPoint)server.LocalEndPoint!).Port}";

        Assert.Equal("ok", (await ExamineAsync(uri))["port"].Verdict);
        server.Dispose();

        Assert.Equal(("fail", $"sockets statsd listen '{uri}'"), (await ExamineAsync(uri, ExitCode.EnvironmentNotSuitable))["port"]);
    }

    [Fact]
    public async Task A_name_without_an_address_leaves_nothing_to_try()
    {
        _fake.Resolve = static _ => throw new SocketException((int)SocketError.HostNotFound);

        var found = await ExamineAsync("statsd://gone:8125", ExitCode.EnvironmentNotSuitable);

        Assert.Equal(("fail", "getent ahosts gone"), found["name"]);
        Assert.Equal(("unknown", null), found["port"]);
        Assert.Equal(("unknown", null), found["packet_size"]);
    }

    [Theory]
    [InlineData(1472, 1500, AddressFamily.InterNetwork, nameof(Verdict.Ok), null)]
    [InlineData(1473, 1500, AddressFamily.InterNetwork, nameof(Verdict.Warn), "add ?mtu=1472")]
    [InlineData(1452, 1500, AddressFamily.InterNetworkV6, nameof(Verdict.Ok), null)]
    [InlineData(1453, 1500, AddressFamily.InterNetworkV6, nameof(Verdict.Warn), "add ?mtu=1452")]
    public void A_packet_fits_the_way_with_its_headers(int packet, int mtu, AddressFamily family, string verdict, string? fix)
    {
        Finding finding = PacketSizeCheck.Judge(packet, mtu, family);

        Assert.Equal((verdict, fix), (finding.Verdict.ToString(), finding.Fix));
        Assert.Equal([("packet_bytes", packet), ("mtu_bytes", mtu)], finding.Figures);
    }

    [Theory]
    [InlineData("127.0.0.1", 65_535, nameof(Verdict.Ok))]
    [InlineData("[::1]", 65_536, nameof(Verdict.Warn))]
    public async Task The_kernel_says_what_the_way_takes(string host, int mtu, string verdict)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "asked for on Linux only");

        Finding finding = await new PacketSizeCheck(_fake.Machine, StatsdEndpointParser.Parse($"statsd://{host}:8125?mtu=65507"))
            .ExamineAsync(TestContext.Current.CancellationToken);

        // The loopback takes what IP can say, less 28 or 48 bytes of headers.
        Assert.Equal(verdict, finding.Verdict.ToString());
        Assert.Contains(("mtu_bytes", mtu), finding.Figures);
    }

    [Fact]
    public async Task A_server_of_streams_is_connected_to()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string uri = $"statsd+tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        Assert.Equal("ok", (await ExamineAsync(uri))["connect"].Verdict);
        Assert.Equal("fail", (await ExamineAsync(uri, ExitCode.EnvironmentNotSuitable, "-l"))["listen"].Verdict);
        listener.Stop();

        var (verdict, fix) = (await ExamineAsync(uri, ExitCode.EnvironmentNotSuitable))["connect"];
        Assert.Equal("fail", verdict);
        Assert.EndsWith($"sockets statsd listen '{uri}'", fix, StringComparison.Ordinal);
        Assert.Equal("ok", (await ExamineAsync(uri, ExitCode.Done, "-l"))["listen"].Verdict);
    }

    [Fact]
    public async Task A_Unix_socket_is_there_and_of_its_kind()
    {
        string path = Path.Combine(_folder, "dsd.sock");
        string uri = $"statsd+unix://{path}";
        Assert.Equal(("fail", $"sockets statsd listen '{uri}'"), (await ExamineAsync(uri, ExitCode.EnvironmentNotSuitable))["file"]);
        using Socket server = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(path));

        Assert.Equal("ok", (await ExamineAsync(uri))["connect"].Verdict);
        Assert.Equal(("fail", "leave type=stream out"), (await ExamineAsync($"{uri}?type=stream", ExitCode.EnvironmentNotSuitable))["connect"]);
    }

    public void Dispose()
    {
        _fake.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<Dictionary<string, (string Verdict, string? Fix)>> ExamineAsync(string uri, ExitCode exitCode = ExitCode.Done, params string[] options) =>
        Examined.ByAsync(_fake.Machine, exitCode, ["doctor", uri, "--json", .. options]);
}
