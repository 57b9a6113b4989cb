using System.Net;
using System.Net.Sockets;
using System.Text;
using Sockets.Tools.Doctor;
using Sockets.Tools.Doctor.Checks;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Tests.Doctor;

/// <summary>What the doctor finds out about a ZeroMQ peer.</summary>
public sealed class ZeroMqCheckTests : IDisposable
{
    private const string Signature = "FF 00 00 00 00 00 00 00 01 7F";

    private readonly FakeMachine _fake = new();

    [Theory]
    [InlineData(Signature + " 03 01", "NULL", 64, nameof(Verdict.Ok), "ZMTP 3.1, no security (NULL)")]
    [InlineData(Signature + " 03 00", "PLAIN", 64, nameof(Verdict.Ok), "ZMTP 3.0, lets in who has a password (PLAIN)")]
    [InlineData(Signature + " 03 01", "CURVE", 64, nameof(Verdict.Ok), "encrypted (CURVE)")]
    [InlineData(Signature + " 03 01", "GSSAPI", 64, nameof(Verdict.Ok), "not known here (GSSAPI)")]
    [InlineData(Signature + " 03 01", "NULL", 63, nameof(Verdict.Fail), "ends after 63 of 64 bytes")]
    [InlineData(Signature, "", 10, nameof(Verdict.Fail), "ends after 10 of 64 bytes")]
    [InlineData(Signature + " 01 01", "", 12, nameof(Verdict.Fail), "a ZMTP before 3.0")]
    [InlineData("FF 00 00 00 00 00 00 00 01 7E", "", 10, nameof(Verdict.Fail), "no ZeroMQ")]
    [InlineData("48 54 54 50 2F 31 2E 31 20 34", "", 10, nameof(Verdict.Fail), "begins with 485454502f312e31 in hex")]
    [InlineData("", "", 0, nameof(Verdict.Fail), "nothing was said")]
    public void A_greeting_says_version_and_mechanism(string begin, string mechanism, int length, string verdict, string says)
    {
        byte[] greeting = new byte[64];
        Convert.FromHexString(begin.Replace(" ", "", StringComparison.Ordinal)).CopyTo(greeting, 0);
        Encoding.ASCII.GetBytes(mechanism).CopyTo(greeting, 12);

        Finding finding = ZmtpGreeting.Judge(greeting.AsSpan(0, length), "connected");

        Assert.Equal(verdict, finding.Verdict.ToString());
        Assert.Contains(says, finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_answers_and_goes_on()
    {
        await using ZmqPush push = new(new ZmqOptions());
        string place = push.Bind("tcp://127.0.0.1:0");

        Assert.Equal("ok", (await ExamineAsync($"zmq:pull@{place}"))["connect_and_zmtp"].Verdict);

        // It counts for no peer, and the next one is served.
        await using ZmqPull pull = new(new ZmqOptions());
        pull.Connect(place);
        await push.WaitForPeersAsync(1, TestContext.Current.CancellationToken);
        Assert.Single(push.GetPeers());
    }

    [Fact]
    public async Task Somebody_else_at_the_port_is_no_peer()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string place = $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        Task<Dictionary<string, (string Verdict, string? Fix)>> examining = ExamineAsync($"zmq:sub@{place}", ExitCode.EnvironmentNotSuitable);
        using (Socket accepted = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken))
        {
            await accepted.SendAsync("220 mail.example ESMTP\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        Assert.Equal(("fail", "take the port of a ZeroMQ socket"), (await examining)["connect_and_zmtp"]);
    }

    [Theory]
    [InlineData("sub", "send -l", "pub")]
    [InlineData("push", "recv -l", "pull")]
    [InlineData("req", "recv -l", "rep")]
    public async Task Where_nobody_listens_the_other_side_is_named(string role, string verb, string other)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string place = $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();

        (string verdict, string? fix) = (await ExamineAsync($"zmq:{role}@{place}", ExitCode.EnvironmentNotSuitable))["connect_and_zmtp"];

        Assert.Equal("fail", verdict);
        Assert.EndsWith($"sockets {verb} 'zmq:{other}@{place}'", fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_binds_is_tried()
    {
        await using ZmqPush push = new(new ZmqOptions());
        string place = push.Bind("tcp://127.0.0.1:0");

        Assert.Equal("ok", (await ExamineAsync("zmq:pub@tcp://127.0.0.1:0", ExitCode.Done, "-l"))["listen"].Verdict);
        Assert.Equal("fail", (await ExamineAsync($"zmq:pub@{place}", ExitCode.EnvironmentNotSuitable, "-l"))["listen"].Verdict);
    }

    [Fact]
    public async Task A_socket_file_is_looked_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a path of Unix");
        const string Uri = "zmq:pull@ipc:///no/such/folder/x.sock";

        Assert.Equal(("fail", "mkdir -p '/no/such/folder'"), (await ExamineAsync(Uri, ExitCode.EnvironmentNotSuitable))["file"]);
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Assert.Equal(
            ("fail", $"sockets send -l 'zmq:push@ipc://{path}'"), (await ExamineAsync($"zmq:pull@ipc://{path}", ExitCode.EnvironmentNotSuitable))["file"]);
    }

    public void Dispose() => _fake.Dispose();

    private Task<Dictionary<string, (string Verdict, string? Fix)>> ExamineAsync(string uri, ExitCode exitCode = ExitCode.Done, params string[] options) =>
        Examined.ByAsync(_fake.Machine, exitCode, ["doctor", uri, "--json", .. options]);
}
