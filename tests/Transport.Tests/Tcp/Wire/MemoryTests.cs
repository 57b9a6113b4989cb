using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>What is announced costs nothing; only what has arrived does.</summary>
[Collection(Alone.Name)]
public sealed class MemoryTests
{
    private const int Peers = 100;

    // TRN1-F3
    [Fact]
    public async Task A_frame_that_is_announced_and_not_sent_takes_no_memory()
    {
        await using ServerRig rig = new();
        List<RawPeer> peers = [];
        for (int i = 0; i < Peers; i++)
        {
            peers.Add(await rig.OpenAsync());
        }

        long before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (RawPeer peer in peers)
        {
            await peer.SendAsync("f8 ff 00 00 10 01 00 00 61");
        }

        await Eventually.TrueAsync(() => rig.Server.Connections.All(connection => connection.GetStats().WireBytesReceived == 77));
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < Peers * 32 * 1024, $"{Peers} peers announced 64 KiB each and sent a byte: {grown} bytes more.");
    }

    // TRN1-F2, TRN1-F3: over and over.
    [Fact]
    public async Task Four_gibibytes_announced_are_refused_at_once_and_leave_nothing()
    {
        await using ServerRig rig = new();
        await RefuseAsync(rig);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (int i = 0; i < Peers; i++)
        {
            await RefuseAsync(rig);
        }

        Assert.Equal(0, rig.Outstanding);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 4 * 1024 * 1024, $"{Peers} peers announced 4 GiB each: {grown} bytes more.");
    }

    // TRN1-D4, TRN1-F3: fragments take what has arrived of them, and no more than the limit.
    [Fact]
    public async Task Fragments_that_never_end_take_what_arrived()
    {
        await using ServerRig rig = new();
        List<RawPeer> peers = [];
        for (int i = 0; i < Peers; i++)
        {
            peers.Add(await rig.OpenAsync());
        }

        long before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (RawPeer peer in peers)
        {
            await peer.SendAsync(Trn1Text.More(Trn1Text.Bytes(1000)));
        }

        await Eventually.TrueAsync(() => rig.Server.Connections.All(connection => connection.GetStats().WireBytesReceived == 68 + 1008));
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < Peers * 32 * 1024, $"{Peers} peers began a message of a thousand bytes: {grown} bytes more.");
    }

    // However closely one sign of life follows the other.
    [Fact]
    public async Task A_session_that_says_nothing_but_heartbeats_holds_no_buffer()
    {
        await using ServerRig rig = new();
        RawPeer peer = await rig.OpenAsync();
        for (int i = 0; i < 3; i++)
        {
            await peer.SendAsync(Trn1Text.Heartbeat(1, 0, timestamp: 5));
            await peer.ReadFrameAsync();
        }

        await Eventually.TrueAsync(() => rig.Outstanding == 0);
    }

    private static async Task RefuseAsync(ServerRig rig)
    {
        using RawPeer peer = await rig.OpenAsync();
        await peer.SendAsync("ff ff ff ff 10 00 00 00 61");
        Assert.Equal(CloseReason.FrameTooLarge, (await rig.Handler.EndedAsync()).Reason);
        await peer.ReadToEndAsync();
    }
}
