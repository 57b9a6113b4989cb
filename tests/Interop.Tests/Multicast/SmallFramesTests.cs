using System.Text.Json;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Multicast;

/// <summary>A path whose frames are shorter than the datagrams: a tunnel, say.</summary>
public sealed class SmallFramesTests
{
    [Fact]
    public async Task Trains_of_datagrams_longer_than_the_frames_go_one_by_one_and_arrive()
    {
        await using Stage stage = new();
        await using NetNamespaces net = await NetNamespaces.MakeAsync(stage);
        await net.SetFramesAsync(1000);
        const string Endpoint = $"udp://239.77.0.9:5000?iface={NetNamespaces.Interface}";
        Running recv = net.Receive("recv", Endpoint, "--out", "/dev/null", "--expect-seq-from", "1", "--json");
        await net.JoinedAsync("239.77.0.9");

        using JsonDocument sent = JsonDocument.Parse(await net.Send("send", Endpoint, "--count", "300", "--size", "1400", "--json").FinishAsync());
        using JsonDocument received = JsonDocument.Parse(await recv.FinishAsync());

        Assert.Equal((300, 0), (Of(sent, "datagrams_sent"), Of(sent, "datagrams_failed")));
        Assert.InRange(Of(sent, "trains_refused"), 1, 1);
        Assert.Equal((300, 0), (Of(received, "unique"), Of(received, "lost")));

        static long Of(JsonDocument document, string name) => document.RootElement.GetProperty("multicast").GetProperty(name).GetInt64();
    }
}
