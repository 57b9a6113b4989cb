using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Doctor;

/// <summary>What the doctor makes of openssl's server and its certificate, which is good for one more day.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task A_certificate_is_judged_as_a_sender_would_and_by_its_date()
    {
        await using Stage stage = new();
        Papers papers = new(stage);
        Running server = stage.Program(
            "openssl", "s_server", "-accept", "127.0.0.1:0", "-quiet", "-cert", papers.Server.Certificate, "-key", papers.Server.Key);
        string place = $"tls://127.0.0.1:{await ListeningPort.OfAsync(server.Id)}?framing=raw";

        Assert.Equal(new Found("warn", "renew it"), await ConnectAsync($"{place}&ca={papers.Authority}&name=server.test", exitCode: 0));
        Assert.Equal("fail", (await ConnectAsync($"{place}&ca={papers.Authority}&name=other.test", exitCode: 7)).Verdict);
        Assert.Equal("fail", (await ConnectAsync(place, exitCode: 7)).Verdict);

        async Task<Found> ConnectAsync(string uri, int exitCode) => (await Found.ByAsync(stage.Tool("doctor", uri, "--json"), exitCode))["connect_and_tls"];
    }

    [Fact]
    public async Task An_own_certificate_is_looked_at_before_it_is_shown()
    {
        await using Stage stage = new();
        Papers papers = new(stage);
        string uri = $"tls://127.0.0.1:0?cert={papers.Server.Certificate}&key=";

        Dictionary<string, Found> good = await Found.ByAsync(stage.Tool("doctor", "-l", uri + papers.Server.Key, "--json"), exitCode: 0);
        Dictionary<string, Found> wrong = await Found.ByAsync(stage.Tool("doctor", "-l", uri + papers.Client.Key, "--json"), exitCode: 7);

        Assert.Equal(new Found("warn", "renew it"), good["own_certificate"]);
        Assert.Equal("ok", good["listen"].Verdict);
        Assert.Equal("fail", wrong["own_certificate"].Verdict);
        Assert.Equal("fail", wrong["listen"].Verdict);
    }
}
