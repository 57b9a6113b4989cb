using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Processes;

/// <summary>Two processes with TLS or a token between them.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sockets-").FullName;

    public TlsTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("server.test");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(PathOf("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf("key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllBytes(PathOf("both.pfx"), certificate.Export(X509ContentType.Pkcs12));
        File.WriteAllText(PathOf("token"), "sesame\n");
        File.WriteAllText(PathOf("wrong"), "guess\n");
    }

    private string Own => $"cert={PathOf("cert.pem")}&key={PathOf("key.pem")}";

    private string Ca => $"ca={PathOf("cert.pem")}";

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Perf_measures_over_TLS_with_a_token()
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", $"tls://:0?{Own}&token-file={PathOf("token")}");
        string port = PortOf(await serve.ListeningAsync());
        ToolResult run = await BuiltTool.RunAsync(
            "perf", "run", $"tls://127.0.0.1:{port}?{Ca}&token-file={PathOf("token")}", "--time", "100ms", "--warmup", "10ms", "--expect", "messages>=1");

        Assert.True(run.ExitCode == 0, run.Error);
        ToolResult refused = await BuiltTool.RunAsync("perf", "run", $"tls://127.0.0.1:{port}?{Ca}&token-file={PathOf("wrong")}", "--time", "100ms");
        Assert.Equal(3, refused.ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&framing=len32be")]
    [InlineData("&framing=line")]
    public async Task Messages_arrive_over_TLS_whoever_listens(string framing)
    {
        foreach (bool receiverListens in (bool[])[true, false])
        {
            string[] recv = ["recv", "--format", "text", "--count", "2", "tls://"];
            string[] send = ["send", "--text", "one", "--text", "two", "tls://"];
            (string[] server, string[] client) = receiverListens ? (recv, send) : (send, recv);

            await using RunningTool first = BuiltTool.Start([.. server[..^1], $"tls://:0?{Own}{framing}"]);
            string port = PortOf(await first.ListeningAsync());
            ToolResult second = await BuiltTool.RunAsync([.. client[..^1], $"tls://127.0.0.1:{port}?{Ca}{framing}"]);
            ToolResult ended = await first.FinishAsync();

            Assert.Equal((0, 0), (second.ExitCode, ended.ExitCode));
            Assert.Equal("one\ntwo\n", (receiverListens ? ended : second).Output);
        }
    }

    [Fact]
    public async Task A_PKCS_12_file_will_do_and_so_will_mutual_TLS()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "--count", "1", $"tls://:0?cert={PathOf("both.pfx")}&{Ca}");
        string port = PortOf(await recv.ListeningAsync());

        ToolResult sent = await BuiltTool.RunAsync("send", $"tls://127.0.0.1:{port}?{Ca}&{Own}&name=server.test", "--text", "hi");

        Assert.Equal(0, sent.ExitCode);
        Assert.Equal("hi", (await recv.FinishAsync()).Output);
    }

    [Theory]
    [InlineData("tls", "name=other.test", "not for 'other.test'")]
    [InlineData("tls", "system", "not trusted here")]
    [InlineData("tcp", "plain", "TLS, and this side does not speak it: use tls:// here")]
    public async Task A_wrong_client_is_told_what_is_wrong(string scheme, string how, string says)
    {
        await using RunningTool recv = BuiltTool.Start("recv", $"tls://:0?{Own}");
        string port = PortOf(await recv.ListeningAsync());
        string query = how == "name=other.test" ? $"?{Ca}&{how}" : "";

        ToolResult sent = await BuiltTool.RunAsync("send", $"{scheme}://127.0.0.1:{port}{query}", "--text", "hi");

        Assert.Equal(scheme == "tls" ? 3 : 6, sent.ExitCode);
        Assert.Contains(says, sent.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_takes_any_certificate_is_warned()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "--count", "1", $"tls://:0?{Own}");
        string port = PortOf(await recv.ListeningAsync());

        ToolResult sent = await BuiltTool.RunAsync("send", $"tls://127.0.0.1:{port}?insecure=anybody", "--text", "hi");

        Assert.Equal(0, sent.ExitCode);
        Assert.Contains("it may be anybody", sent.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token", 0, "")]
    [InlineData("wrong", 3, "It does not accept the credential")]
    [InlineData("", 3, "It demands a credential, and none was given")]
    public async Task Only_who_has_the_token_is_let_in(string file, int code, string says)
    {
        await using RunningTool recv = BuiltTool.Start("recv", "--count", "1", $"tcp://:0?token-file={PathOf("token")}");
        string port = PortOf(await recv.ListeningAsync());
        string query = file.Length == 0 ? "" : $"?token-file={PathOf(file)}";

        ToolResult sent = await BuiltTool.RunAsync("send", $"tcp://127.0.0.1:{port}{query}", "--text", "hi");

        Assert.Equal(code, sent.ExitCode);
        Assert.Contains(says, sent.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", sent.Error, StringComparison.Ordinal);
    }

    private static string PortOf(string endpoint) => endpoint.Split('?')[0].Split(':')[^1];

    private string PathOf(string name) => Path.Combine(_directory, name);
}
