using System.Net;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Links;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>The same stream over two feeds: one copy of each number is delivered, and lost is what is lost twice.</summary>
public sealed class TwoFeedsTests
{
    private const int Scripts = 20_000;

    // TMC1-R1
    [Fact]
    public void Delivers_the_first_copy_whichever_feed_brings_it()
    {
        using PipelineRig rig = new(feeds: 2);
        rig.Arrive(PipelineRig.Data(1), feed: 0);
        rig.Arrive(PipelineRig.Data(1), feed: 1);
        rig.Arrive(PipelineRig.Data(2), feed: 1);
        rig.Arrive(PipelineRig.Data(2), feed: 0);

        Assert.Equal([1L, 2], rig.TakeAll().Select(m => m.Info.Sequence));
        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((4, 2, 2, 0), (stats.NumberedArrivals, stats.FirstCopies, stats.Duplicates, stats.Expected - stats.Unique));
        Assert.Equal([(2L, 1L), (2L, 1L)], stats.Feeds.Select(f => (f.Arrivals, f.Won)));
    }

    // TMC1-R1
    [Fact]
    public void Knows_the_source_by_its_stream_although_each_feed_has_an_address_of_its_own()
    {
        using PipelineRig rig = new(feeds: 2);
        rig.Arrive(PipelineRig.Data(1), feed: 0);
        rig.Arrive(PipelineRig.Data(1), feed: 1, from: PipelineRig.Sender with { Port = 6000 });

        Assert.Equal((1, 1), (rig.AssertIdentities().SourcesStarted, rig.TakeAll().Count));
    }

    [Fact]
    public void Loses_only_what_both_have_lost_and_says_what_each_of_them_has()
    {
        using PipelineRig rig = new(feeds: 2, expectFrom: 1);
        foreach (long first in (long[])[1, 3, 4, 6])
        {
            rig.Arrive(PipelineRig.Data(first), feed: 0);
        }

        foreach (long second in (long[])[1, 2, 4])
        {
            rig.Arrive(PipelineRig.Data(second), feed: 1);
        }

        rig.Arrive(PipelineRig.Control(PacketKind.End, 7), feed: 0);
        rig.Arrive(PipelineRig.Control(PacketKind.End, 7), feed: 1);
        rig.Pipeline.Finish();
        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((6, 5, 1), (stats.Expected, stats.Unique, stats.LostUpstream));
        Assert.Equal([2L, 3L], stats.Feeds.Select(f => f.LostUpstream));
    }

    [Fact]
    public void Places_what_one_feed_has_lost_exactly_and_leaves_open_where_a_number_of_both_was_lost()
    {
        using PipelineRig rig = new(feeds: 2, expectFrom: 1);
        rig.Arrive(PipelineRig.Data(1), drops: 0, feed: 0);
        rig.Arrive(PipelineRig.Data(1), drops: 0, feed: 1);

        // Of 2 and 3 the first socket dropped one; 2 comes over the other feed.
        rig.Arrive(PipelineRig.Data(4), drops: 1, feed: 0);
        rig.Arrive(PipelineRig.Data(2), drops: 0, feed: 1);
        rig.Arrive(PipelineRig.Data(4), drops: 0, feed: 1);
        rig.Pipeline.Finish();
        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((1, 0, 0, 1), (stats.Lost, stats.LostSocket, stats.LostUpstream, stats.LostUnattributed));
        Assert.Equal([(1L, 1L), (0L, 1L)], stats.Feeds.Select(f => (f.LostSocket, f.LostUpstream)));
        Assert.Equal([1L, 0L], stats.Feeds.Select(f => f.KernelDrops));
    }

    [Fact]
    public void Goes_on_when_one_feed_dies_and_when_the_other_one_takes_its_place()
    {
        using PipelineRig rig = new(feeds: 2);
        for (long i = 1; i <= 300; i++)
        {
            if (i <= 100 || i > 200)
            {
                rig.Arrive(PipelineRig.Data(i), feed: 0);
            }

            if (i > 90)
            {
                rig.Arrive(PipelineRig.Data(i), feed: 1);
            }
        }

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((300, 300, 0), (stats.Expected, stats.Unique, stats.Lost));
        Assert.Equal(0, stats.Restarts);
    }

    [Fact]
    public void Every_identity_comes_out_whatever_two_bad_networks_do()
    {
        int seed = Seed.Take();
        for (int i = 0; i < Scripts; i++)
        {
            try
            {
                Run(new Random(unchecked(seed + i)));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"SOCKETS_TEST_SEED={unchecked(seed + i)}: {failure.Message}", failure);
            }
        }
    }

    [Theory]
    [InlineData(MulticastCalls.Fastest)]
    [InlineData(MulticastCalls.Managed)]
    public async Task Receives_over_two_sockets_what_a_sender_sends_twice(MulticastCalls calls)
    {
        MulticastReceiverOptions options = MulticastRig.Receiver() with
        {
            SecondEndPoint = new IPEndPoint(DatagramRig.NewGroup(), 0),
            ExpectFrom = 1,
            Calls = calls,
        };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        IPEndPoint second = new(options.SecondEndPoint.Address, receiver.SecondLocalEndPoint!.Port);
        await using MulticastSender sender = MulticastSender.Start(
            MulticastRig.Sender(MulticastRig.GroupOf(receiver, options)) with { SecondEndPoint = second, Calls = calls });
        await MulticastRig.SendAsync(sender, 500, 100);
        for (int i = 1; i <= 500; i++)
        {
            using MulticastMessage message = await receiver.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
            Assert.Equal(i, message.Info.Sequence);
        }

        await sender.CompleteAsync(TestContext.Current.CancellationToken).WithinAsync();
        await Eventually.TrueAsync(() => receiver.AllSourcesEnded);
        await receiver.StopAsync().WithinAsync();
        MulticastStats stats = receiver.Stats;
        MulticastRig.AssertIdentities(stats);
        MulticastRig.AssertIdentities(sender.Stats);
        Assert.Equal((500, 500, 0), (stats.Expected, stats.Unique, stats.Lost));
        Assert.All(stats.Feeds, feed => Assert.Equal((500, 0), (feed.Arrivals, feed.Lost)));
        Assert.Equal(500 + sender.Stats.ControlSent, sender.Stats.SecondSent);
    }

    private static void Run(Random random)
    {
        using PipelineRig rig = new(reorder: random.Next(1, 12), expectFrom: 1, feeds: 2);
        Queue<byte[]>[] ways = [new(), new()];
        int[] loss = [random.Next(60), random.Next(60)];
        uint[] drops = [0, 0];
        HashSet<long> arrived = [];
        int sent = random.Next(1, 60);
        for (long number = 1; number <= sent; number++)
        {
            for (int feed = 0; feed < 2; feed++)
            {
                if (random.Next(100) >= loss[feed])
                {
                    ways[feed].Enqueue(PipelineRig.Data(number));
                }
                else if (random.Next(2) == 0)
                {
                    drops[feed]++;
                }
            }

            // Each way delays as it likes, up to the whole script.
            foreach (int feed in (int[])[0, 1])
            {
                while (random.Next(3) != 0 && ways[feed].TryDequeue(out byte[]? next))
                {
                    Arrive(next, feed);
                }
            }
        }

        foreach (int feed in (int[])[0, 1])
        {
            while (ways[feed].TryDequeue(out byte[]? rest))
            {
                Arrive(rest, feed);
            }

            rig.Arrive(PipelineRig.Control(PacketKind.End, sent + 1), drops[feed], feed: feed);
        }

        rig.Pipeline.Finish();
        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((sent, sent - arrived.Count), (stats.Expected, stats.Lost));
        Assert.Equal(sent, stats.Delivered + stats.Dropped + stats.Queued + stats.Lost);

        void Arrive(byte[] datagram, int feed)
        {
            Tmc1Header.TryRead(datagram, out Tmc1Header header);
            arrived.Add(header.Sequence);
            rig.Arrive(datagram, drops[feed], feed: feed);
            rig.AssertIdentities();
        }
    }
}
