using Sockets.Transport.Links;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

public sealed class ReceivePipelineTests
{
    private static readonly MulticastKey s_key = MulticastKey.Generate();

    private static readonly DatagramSource s_other = PipelineRig.Sender with { Port = 5001 };

    [Fact]
    public void Delivers_each_number_once()
    {
        using PipelineRig rig = new();
        rig.Arrive(1, 2, 2, 4, 3, 1);

        Assert.Equal([1L, 2, 4, 3], rig.TakeAll().Select(m => m.Info.Sequence));
        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((4, 2, 1, 6), (stats.Unique, stats.Duplicates, stats.Reordered, stats.DatagramsRead));
    }

    // TMC1-N5
    [Fact]
    public void Counts_two_senders_and_two_streams_apart()
    {
        using PipelineRig rig = new();
        rig.Arrive(PipelineRig.Data(1));
        rig.Arrive(PipelineRig.Data(1), from: s_other);
        rig.Arrive(PipelineRig.Data(1, stream: 3));
        rig.Arrive(PipelineRig.Data(3), from: s_other);
        rig.Pipeline.Finish();

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((3, 0, 1), (stats.SourcesStarted, stats.Duplicates, stats.Lost));
        Assert.Equal(3, rig.TakeAll().Select(m => m.Info.Source).Distinct().Count());
    }

    // TMC1-N5
    [Fact]
    public void Refuses_sources_beyond_the_bound_until_one_of_them_is_silent()
    {
        using PipelineRig rig = new(maxSources: 2);
        rig.Arrive(PipelineRig.Data(1, stream: 1));
        rig.Arrive(PipelineRig.Data(1, stream: 2));
        rig.Arrive(PipelineRig.Data(1, stream: 3));
        Assert.Equal((2, 1), (rig.Stats.SourcesStarted, rig.Stats.Unwanted));

        rig.Pass(TimeSpan.FromSeconds(1));
        rig.Arrive(PipelineRig.Data(9, stream: 3));

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((3, 1, 2, 3), (stats.SourcesStarted, stats.Unwanted, stats.SourcesSilent, stats.Unique));
    }

    // TMC1-N4
    [Fact]
    public void Takes_another_epoch_for_a_new_beginning_and_its_stragglers_for_stragglers()
    {
        using PipelineRig rig = new();
        rig.Arrive(PipelineRig.Data(1_000_000, epoch: 1));
        rig.Arrive(PipelineRig.Data(1_000_002, epoch: 1));
        rig.Arrive(PipelineRig.Data(1, epoch: 2));
        Assert.Equal((0, 1), (rig.AssertIdentities().Restarts, rig.Stats.Doubtful));
        rig.Arrive(PipelineRig.Data(2, epoch: 2));
        rig.Arrive(PipelineRig.Data(1_000_003, epoch: 1));
        rig.Pipeline.Finish();

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((1, 1, 1, 5), (stats.Restarts, stats.ForeignEpoch, stats.Lost, stats.Expected));
    }

    // TMC1-N6
    [Fact]
    public void Refuses_a_number_that_is_absurdly_far_ahead()
    {
        using PipelineRig rig = new();
        rig.Arrive(1);
        rig.Arrive(PipelineRig.Data(3 + (1L << 32)));
        rig.Arrive(2);

        Assert.Equal((1, 0), (rig.Stats.Malformed, rig.Stats.Pending));
    }

    // TMC1-N2
    [Fact]
    public void Learns_of_lost_packets_at_the_end_from_a_heartbeat()
    {
        using PipelineRig rig = new();
        rig.Arrive(1, 2);
        rig.Arrive(PipelineRig.Control(PacketKind.Heartbeat, next: 5));
        Assert.Equal((2, 1, 4), (rig.Stats.Pending, rig.Stats.Control, rig.Stats.Expected));

        rig.Pass(TimeSpan.FromSeconds(1.1));
        rig.Pass(TimeSpan.FromSeconds(1.1));

        Assert.Equal((0, 2), (rig.Stats.Pending, rig.Stats.Lost));
    }

    // TMC1-N3
    [Fact]
    public void Ends_a_source_a_while_after_it_said_so()
    {
        using PipelineRig rig = new();
        rig.Arrive(1, 2);
        rig.Arrive(PipelineRig.Control(PacketKind.End, next: 5));
        rig.Arrive(4);
        rig.Pass(TimeSpan.FromSeconds(0.1));
        Assert.Equal((0, 1, 1), (rig.Stats.SourcesEnded, rig.Stats.Pending, rig.Stats.SourcesHeard));

        rig.Pass(TimeSpan.FromSeconds(0.2));

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((1, 0, 1, 4, 0), (stats.SourcesEnded, stats.Pending, stats.Lost, stats.Expected, stats.SourcesHeard));
        rig.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(0, rig.Stats.SourcesSilent);
    }

    // TMC1-T2
    [Fact]
    public void Drops_by_the_smaller_of_both_ages_under_a_deadline()
    {
        using PipelineRig rig = new(new MulticastQueueOptions { Overflow = OverflowPolicy.Deadline, MaxAge = TimeSpan.FromMilliseconds(40) });
        rig.Arrive(PipelineRig.Data(1));
        rig.Arrive(PipelineRig.Data(2, maxAge: 10));
        rig.Arrive(PipelineRig.Data(3, maxAge: 1000));
        rig.Time.Advance(TimeSpan.FromMilliseconds(39));
        rig.Arrive(PipelineRig.Data(4));

        Assert.Equal([1L], [rig.Take()!.Value.Info.Sequence]);
        rig.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal([4L], rig.TakeAll().Select(m => m.Info.Sequence));
        Assert.Equal(2, rig.AssertIdentities().DroppedDeadline);
    }

    [Fact]
    public void Splits_a_merged_train_and_counts_truncated_and_phantom_reads()
    {
        using PipelineRig rig = new();
        rig.Arrive([.. PipelineRig.Data(1), .. PipelineRig.Data(2), .. PipelineRig.Data(3, length: 1)], segment: 36);
        rig.Arrive(PipelineRig.Data(4), truncated: true);
        rig.Arrive([], from: default(DatagramSource));

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((5, 3, 1, 1), (stats.DatagramsRead, stats.Unique, stats.Truncated, stats.Phantoms));
    }

    [Fact]
    public void Throws_at_no_datagram_and_counts_every_one()
    {
        Random random = new(Seed.Take());
        byte[][] seeds =
        [
            PipelineRig.Data(5), PipelineRig.Fragment(6, 1, 0, 10, new byte[20]), PipelineRig.Control(PacketKind.End, 9),
            PipelineRig.Control(PacketKind.Heartbeat, 3), PipelineRig.Control(PacketKind.Parity, 9), PipelineRig.Sealed(7, s_key),
            new byte[188], new byte[2000],
        ];
        foreach ((MulticastWire wire, MulticastKey? key) in ((MulticastWire, MulticastKey?)[])
            [(MulticastWire.Native, null), (MulticastWire.Native, s_key), (MulticastWire.Raw, null), (MulticastWire.Rtp, null), (MulticastWire.Iperf2, null)])
        {
            bool isNative = wire == MulticastWire.Native;
            using PipelineRig rig = new(
                new MulticastQueueOptions { Messages = 8, PayloadBytes = 5000 },
                wire,
                feeds: isNative ? 2 : 1,
                repairs: isNative ? MulticastRepairs.Parity | MulticastRepairs.Requests : MulticastRepairs.None,
                key: key);
            for (int i = 0; i < 250_000; i++)
            {
                byte[] datagram = [.. seeds[random.Next(seeds.Length)]];
                for (int change = random.Next(4); change > 0; change--)
                {
                    datagram[random.Next(Math.Min(datagram.Length, 60))] = (byte)random.Next(256);
                }

                if (random.Next(8) == 0)
                {
                    datagram = datagram[..random.Next(datagram.Length)];
                }

                rig.Arrive(datagram, drops: (uint)i, segment: random.Next(10) == 0 ? random.Next(1, 100) : 0, feed: isNative ? random.Next(2) : 0);
                if (i % 1000 == 0)
                {
                    rig.Pass(TimeSpan.FromMilliseconds(random.Next(700)));
                    rig.AssertIdentities();
                }
            }
        }
    }

    [Fact]
    public void Keeps_the_key_frames_for_a_reader_at_a_tenth_of_the_rate()
    {
        using PipelineRig rig = new(new MulticastQueueOptions { Overflow = OverflowPolicy.KeyFrameAware, Messages = 32, PayloadBytes = 100_000 }, expectFrom: 1);
        int keys = 0;
        List<long> delivered = [];
        for (long number = 1; number <= 12_000; number++)
        {
            bool isKey = number % 12 == 1;
            keys += isKey ? 1 : 0;
            rig.Arrive(PipelineRig.Data(number, flags: isKey ? MulticastFlags.Key : number % 2 == 0 ? MulticastFlags.Discardable : MulticastFlags.None));
            if (number % 10 == 0 && rig.Take() is { } message)
            {
                delivered.Add(message.Info.Sequence);
            }
        }

        delivered.AddRange(rig.TakeAll().Select(m => m.Info.Sequence));
        Assert.InRange(delivered.Count(n => n % 12 == 1), keys * 0.99, keys);
        Assert.InRange(rig.AssertIdentities().DroppedFrames + rig.Stats.DroppedWaitKey, 9000, 11_000);

        // Every frame that is referred to, from the key frame on, is in front of each that was delivered.
        HashSet<long> all = [.. delivered];
        Assert.All(delivered, n =>
        {
            for (long before = n - 1; before % 12 != 0 && n % 12 != 1; before--)
            {
                Assert.True(before % 2 == 0 || all.Contains(before), $"{n} without {before}");
            }
        });
    }
}
