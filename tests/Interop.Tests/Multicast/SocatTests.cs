using System.Security.Cryptography;
using System.Text.Json;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Multicast;

/// <summary>socat, which knows nothing of formats, joins groups and sends to them.</summary>
public sealed class SocatTests
{
    [Fact]
    public async Task One_datagram_of_ours_is_what_it_receives()
    {
        await using Stage stage = new();
        string group = Groups.New();
        int port = Groups.FreePort();
        byte[] content = await MakeAsync(stage, 1000);
        Running socat = stage.Program("socat", "-u", $"UDP4-RECVFROM:{port},ip-add-membership={group}:127.0.0.1", $"CREATE:{stage["got"]}");
        await Groups.HasJoinedAsync(group);

        await stage.Tool("send", $"udp://{group}:{port}?iface=lo&wire=raw", stage["sent"]).FinishAsync();

        await socat.FinishAsync();
        Assert.Equal(content, await File.ReadAllBytesAsync(stage["got"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_of_ours_is_what_it_receives()
    {
        await using Stage stage = new();
        string group = Groups.New();
        int port = Groups.FreePort();
        byte[] content = await MakeAsync(stage, 50_000);
        stage.Program("socat", "-u", $"UDP4-DATAGRAM:{group}:{port},bind=:{port},ip-add-membership={group}:127.0.0.1", $"CREATE:{stage["got"]}");
        await Groups.HasJoinedAsync(group);

        await stage.Tool("send", $"udp://{group}:{port}?iface=lo&wire=raw", stage["sent"], "--rate", "10Mbit/s").FinishAsync();

        await Until.ReachesAsync(stage["got"], content.Length);
        Assert.Equal(content, await File.ReadAllBytesAsync(stage["got"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_it_sends_is_what_we_receive()
    {
        await using Stage stage = new();
        string group = Groups.New();
        int port = Groups.FreePort();
        byte[] content = await MakeAsync(stage, 50_000);
        Running recv = stage.Tool("recv", $"udp://{group}:{port}?iface=lo&wire=raw", "--out", stage["got"], "--count", "50", "--json");
        await Groups.HasJoinedAsync(group);

        await stage.Program("socat", "-u", "-b", "1000", $"OPEN:{stage["sent"]}", $"UDP4-DATAGRAM:{group}:{port},ip-multicast-if=127.0.0.1").FinishAsync();

        using JsonDocument report = JsonDocument.Parse(await recv.FinishAsync());
        Assert.Equal(content, await File.ReadAllBytesAsync(stage["got"], TestContext.Current.CancellationToken));
        Assert.Equal(50, report.RootElement.GetProperty("multicast").GetProperty("unnumbered").GetInt64());
    }

    private static async Task<byte[]> MakeAsync(Stage stage, int length)
    {
        byte[] content = RandomNumberGenerator.GetBytes(length);
        await File.WriteAllBytesAsync(stage["sent"], content, TestContext.Current.CancellationToken);
        return content;
    }
}
