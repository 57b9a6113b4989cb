using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>A long message for many peers is in memory once.</summary>
public sealed class SharedMessageTests
{
    private const int Peers = 5;

    [Theory]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.Wait)]
    public async Task A_long_message_is_encoded_once_for_all_peers_that_take_nothing(OverflowPolicy overflow)
    {
        // Far more than the kernel holds, so that something of it waits for each.
        byte[] message = new byte[16 * 1024 * 1024];
        using CheckedPool pool = new();
        await using ZmqPublisher publisher = new(new ZmqOptions { Pool = pool.Pool, Linger = TimeSpan.Zero, Overflow = overflow });
        string endpoint = publisher.Bind("tcp://127.0.0.1:*");
        List<ZmtpPeer> peers = [];
        for (int i = 0; i < Peers; i++)
        {
            peers.Add(await ZmtpPeer.ReadyAsync(endpoint));
            await peers[^1].SendAsync("04 0a 09 535542534352494245");
        }

        await publisher.WaitForSubscribersAsync(Peers, default, Token).WithinAsync();
        long before = pool.Outstanding;
        Assert.Equal(new PublishResult(Peers, Peers, 0), await publisher.PublishWaitingAsync(message, Token));
        Assert.All(publisher.GetPeers(), peer => Assert.Equal(1, peer.Traffic.Pending));
        Assert.Equal(before + 1, pool.Outstanding);
        peers.ForEach(peer => peer.Dispose());
        await publisher.DisposeAsync().WithinAsync();
    }
}
