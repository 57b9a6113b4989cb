using System.Net;
using System.Net.Sockets;
using Sockets.Tools.Doctor;
using Sockets.Tools.Doctor.Checks;
using Sockets.Tools.Endpoints;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Tests.Doctor;

/// <summary>What the checks of one end make of real sockets and files.</summary>
public sealed class EndCheckTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("sockets-doctor-").FullName;

    [Fact]
    public async Task Who_listens_is_connected_to_and_who_does_not_is_a_failure()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string uri = $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        Assert.Equal(Verdict.Ok, (await ExamineAsync(new ConnectCheck(Settings(uri), Other(uri)))).Verdict);
        Assert.Equal(Verdict.Fail, (await ExamineAsync(new ListenCheck(Settings(uri, listen: true)))).Verdict);
        listener.Stop();

        Finding refused = await ExamineAsync(new ConnectCheck(Settings(uri), Other(uri)));
        Assert.Equal(Verdict.Fail, refused.Verdict);
        Assert.Contains($"sockets recv -l '{uri}'", refused.Fix, StringComparison.Ordinal);
        Assert.Equal(Verdict.Ok, (await ExamineAsync(new ListenCheck(Settings(uri, listen: true)))).Verdict);
    }

    [Fact]
    public async Task A_name_has_addresses_or_not()
    {
        using FakeMachine fake = new();
        fake.Resolve = static name => name == "here" ? [IPAddress.Loopback] : throw new SocketException((int)SocketError.HostNotFound);

        Assert.Equal("here is 127.0.0.1", (await ExamineAsync(new ResolveCheck(fake.Machine, "here"))).Text);
        Finding gone = await ExamineAsync(new ResolveCheck(fake.Machine, "gone"));
        Assert.Equal((Verdict.Fail, "getent ahosts gone"), (gone.Verdict, gone.Fix));
    }

    [Theory]
    [InlineData(15, nameof(Verdict.Ok))]
    [InlineData(14, nameof(Verdict.Ok))]
    [InlineData(13, nameof(Verdict.Warn))]
    [InlineData(0, nameof(Verdict.Fail))]
    public void A_certificate_is_renewed_in_good_time(int days, string verdict) =>
        Assert.Equal(verdict, CertificateDates.Judge("CN=x", s_now.AddDays(-1), s_now.AddDays(days), s_now).Verdict.ToString());

    [Theory]
    [InlineData(0, nameof(Verdict.Ok))]
    [InlineData(1, nameof(Verdict.Fail))]
    public void A_certificate_that_is_not_good_yet_is_a_failure(int seconds, string verdict)
    {
        Finding finding = CertificateDates.Judge("CN=x", s_now.AddSeconds(seconds), s_now.AddDays(90), s_now);

        Assert.Equal(verdict, finding.Verdict.ToString());
        Assert.Equal(seconds > 0, finding.Text == "CN=x is not good before 2026-01-01 00:00:01 UTC");
    }

    [Fact]
    public async Task A_certificate_that_is_not_there_is_a_failure()
    {
        Finding finding = await ExamineAsync(new CertificateCheck(Settings($"tls://*:0?cert={_folder}/none.pem", listen: true), TimeProvider.System));

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("none.pem", finding.Text, StringComparison.Ordinal);
        Assert.Equal(Verdict.Fail, (await ExamineAsync(new ListenCheck(Settings("tls://*:0", listen: true)))).Verdict);
    }

    [Fact]
    public async Task A_Unix_socket_needs_a_folder_and_somebody_who_listens()
    {
        string path = Path.Combine(_folder, "x.sock");
        string uri = $"unix://{path}";

        Assert.Equal(Verdict.Ok, (await ExamineAsync(new SocketFileCheck(Settings(uri, listen: true), Other(uri)))).Verdict);
        Finding absent = await ExamineAsync(new SocketFileCheck(Settings(uri), Other(uri)));
        Assert.Equal((Verdict.Fail, $"sockets recv -l '{uri}'"), (absent.Verdict, absent.Fix));
        Finding folder = await ExamineAsync(new SocketFileCheck(Settings($"unix://{_folder}/no/x.sock", listen: true), Other(uri)));
        Assert.Equal((Verdict.Fail, $"mkdir -p '{_folder}/no'"), (folder.Verdict, folder.Fix));
        Assert.Equal(Verdict.Ok, (await ExamineAsync(new ListenCheck(Settings(uri, listen: true)))).Verdict);
        await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Fail, (await ExamineAsync(new SocketFileCheck(Settings(uri), Other(uri)))).Verdict);
    }

    [Fact]
    public async Task The_kernel_is_tried_and_not_looked_up()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these are calls of Linux");

        Assert.Equal(Verdict.Ok, (await ExamineAsync(new BatchCallsCheck())).Verdict);
        Assert.Equal(Verdict.Ok, (await ExamineAsync(new TrainCheck())).Verdict);
        Assert.Equal(Verdict.Ok, (await ExamineAsync(new ReachCheck(new IPEndPoint(IPAddress.Loopback, 9)))).Verdict);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ChannelSettings Settings(string uri, bool listen = false) =>
        new() { Endpoint = EndpointUriParser.Parse(uri), Listen = listen, Driver = Driver.Async };

    private static OtherSide Other(string uri) => new("recv -l", uri);

    private static ValueTask<Finding> ExamineAsync(ICheck check) => check.ExamineAsync(TestContext.Current.CancellationToken);
}
