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
        rig.Arrive(PipelineRig.Data(1_000_003, epoch: 1));
        rig.Arrive(PipelineRig.Data(2, epoch: 2));
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

    [Fact]
    public void Says_where_each_gap_was_lost()
    {
        using PipelineRig rig = new(reorder: 1);
        rig.Arrive(PipelineRig.Data(1));

        // Three missing, none dropped here; two of four; all of two; and five dropped of which only one was missing.
        rig.Arrive(PipelineRig.Data(5));
        rig.Arrive(PipelineRig.Data(10), drops: 2);
        rig.Arrive(PipelineRig.Data(13), drops: 4);
        rig.Arrive(PipelineRig.Data(15), drops: 9);
        rig.Arrive(PipelineRig.Data(16), drops: 9);

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((10, 5, 5, 0, 9), (stats.Lost, stats.LostSocket, stats.LostUpstream, stats.LostUnattributed, stats.KernelDrops));
    }

    [Fact]
    public void Lets_a_duplicate_in_front_of_a_gap_not_take_its_drops_away()
    {
        using PipelineRig rig = new(reorder: 1);
        rig.Arrive(PipelineRig.Data(1));
        rig.Arrive(PipelineRig.Data(1), drops: 1);
        rig.Arrive(PipelineRig.Data(3), drops: 1);
        rig.Arrive(PipelineRig.Data(4), drops: 1);

        // And drops of duplicates, behind which nothing is missing, explain no later gap.
        rig.Arrive(PipelineRig.Data(5), drops: 4);
        rig.Arrive(PipelineRig.Data(7), drops: 4);
        rig.Arrive(PipelineRig.Data(8), drops: 4);

        Assert.Equal((1, 1), (rig.Stats.LostSocket, rig.Stats.LostUpstream));
    }

    [Fact]
    public void Counts_drops_over_the_wrap_of_the_kernels_counter()
    {
        using PipelineRig rig = new(reorder: 1);
        rig.Arrive(PipelineRig.Data(1), drops: 0x7FFF_FFFF);
        rig.Arrive(PipelineRig.Data(2), drops: 0xFFFF_FFFE);
        rig.Arrive(PipelineRig.Data(6), drops: 1);
        rig.Arrive(PipelineRig.Data(7));
        rig.Arrive(PipelineRig.Data(8));

        Assert.Equal((3, 0), (rig.Stats.LostSocket, rig.Stats.LostUpstream));
        Assert.Equal(0x1_0000_0001, rig.Stats.KernelDrops);
    }

    [Fact]
    public void Sees_drops_behind_the_last_datagram_when_the_kernel_is_asked()
    {
        using PipelineRig rig = new(reorder: 1);
        rig.Arrive(PipelineRig.Data(1), drops: 3);
        rig.Pipeline.OnKernelDrops(7);
        Assert.Equal(7, rig.Stats.KernelDrops);

        // A datagram queued before the kernel was asked knows of fewer.
        rig.Arrive(PipelineRig.Data(3), drops: 4);
        rig.Arrive(PipelineRig.Data(4), drops: 4);

        Assert.Equal((7, 1), (rig.Stats.KernelDrops, rig.Stats.LostSocket));
    }

    [Fact]
    public void Leaves_open_where_it_was_when_the_kernel_counts_trains_or_two_sources()
    {
        using PipelineRig trains = new(reorder: 1, exactDrops: false);
        trains.Arrive(PipelineRig.Data(1));
        trains.Arrive(PipelineRig.Data(4));
        trains.Arrive(PipelineRig.Data(9), drops: 1);
        trains.Arrive(PipelineRig.Data(10), drops: 1);
        Assert.Equal((2, 0, 4), (trains.Stats.LostUpstream, trains.Stats.LostSocket, trains.Stats.LostUnattributed));

        using PipelineRig two = new(reorder: 1);
        two.Arrive(PipelineRig.Data(1, stream: 1));
        two.Arrive(PipelineRig.Data(1, stream: 2));
        two.Arrive(PipelineRig.Data(3, stream: 1), drops: 1);
        two.Arrive(PipelineRig.Data(4, stream: 1), drops: 1);
        Assert.Equal((0, 0, 1), (two.Stats.LostUpstream, two.Stats.LostSocket, two.Stats.LostUnattributed));
    }

    [Fact]
    public void Knows_the_place_again_when_the_other_source_has_ended()
    {
        using PipelineRig rig = new(reorder: 1);
        rig.Arrive(PipelineRig.Data(1, stream: 1));
        rig.Arrive(PipelineRig.Control(PacketKind.End, 2, stream: 1));
        rig.Pass(TimeSpan.FromSeconds(0.3));
        rig.Arrive(PipelineRig.Data(1, stream: 2));
        rig.Arrive(PipelineRig.Data(3, stream: 2), drops: 1);
        rig.Arrive(PipelineRig.Data(4, stream: 2), drops: 1);

        Assert.Equal((1, 0), (rig.Stats.LostSocket, rig.Stats.LostUnattributed));
    }

    [Fact]
    public void Gives_upstream_back_first_when_a_lost_packet_comes_late()
    {
        using PipelineRig rig = new(reorder: 1);
        rig.Arrive(PipelineRig.Data(1));
        rig.Arrive(PipelineRig.Data(4), drops: 1);
        rig.Arrive(PipelineRig.Data(5), drops: 1);
        Assert.Equal((1, 1), (rig.Stats.LostSocket, rig.Stats.LostUpstream));

        rig.Arrive(PipelineRig.Data(2), drops: 1);

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((1, 0, 1, 2), (stats.LostSocket, stats.LostUpstream, stats.Late, stats.DeclaredLost));
    }

    [Fact]
    public void Counts_what_was_lost_before_the_first_arrival_when_told_where_it_begins()
    {
        using PipelineRig rig = new(expectFrom: 1, reorder: 1);
        rig.Arrive(PipelineRig.Data(5), drops: 3);
        rig.Arrive(PipelineRig.Data(6), drops: 3);

        Assert.Equal((4, 3, 1), (rig.Stats.Lost, rig.Stats.LostSocket, rig.Stats.LostUpstream));
    }

    // TMC1-F2
    [Theory]
    [InlineData("0 1 2")]
    [InlineData("2 1 0")]
    [InlineData("1 0 2")]
    [InlineData("0 2 0 1 1")]
    public void Puts_fragments_together_in_any_order(string order)
    {
        using PipelineRig rig = new();
        byte[] whole = [.. Enumerable.Range(0, 25).Select(i => (byte)i)];
        foreach (int part in order.Split(' ').Select(int.Parse))
        {
            rig.Arrive(PipelineRig.Fragment(part + 1, message: 0, part * 10, Math.Min(10, 25 - (part * 10)), whole));
        }

        Assert.Equal(whole, Assert.Single(rig.TakeAll()).Payload);
        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((3, 1, 0), (stats.Delivered, stats.MessagesDelivered, stats.Assembling));
    }

    // TMC1-F2
    [Fact]
    public void Gives_up_a_message_of_which_a_fragment_is_lost_or_wrong()
    {
        using PipelineRig rig = new();
        byte[] whole = new byte[20];
        rig.Arrive(PipelineRig.Fragment(1, message: 0, 0, 10, whole));
        Assert.Equal(1, rig.AssertIdentities().Assembling);
        rig.Pass(TimeSpan.FromSeconds(1.5));
        rig.Pass(TimeSpan.FromSeconds(1.5));
        Assert.Equal((0, 1, 1), (rig.Stats.Assembling, rig.Stats.FragmentsDiscarded, rig.Stats.MessagesIncomplete));

        rig.Arrive(PipelineRig.Fragment(3, message: 1, 0, 10, whole, checksum: 1));
        rig.Arrive(PipelineRig.Fragment(4, message: 1, 10, 10, whole, checksum: 1));
        Assert.Equal((3, 2), (rig.Stats.FragmentsDiscarded, rig.Stats.MessagesIncomplete));

        // Two that overlap, and one that names another length for the same message.
        rig.Arrive(PipelineRig.Fragment(5, message: 2, 0, 10, whole));
        rig.Arrive(PipelineRig.Fragment(6, message: 2, 5, 10, whole));
        rig.Arrive(PipelineRig.Fragment(7, message: 2, 10, 10, new byte[21]));
        Assert.Equal((5, 1), (rig.Stats.FragmentsDiscarded, rig.Stats.Assembling));
        Assert.Empty(rig.TakeAll());
        rig.AssertIdentities();
    }

    // TMC1-F3
    [Fact]
    public void Refuses_a_message_that_is_too_long_before_it_takes_memory()
    {
        using PipelineRig rig = new(maxMessageLength: 100);
        rig.Arrive(PipelineRig.Fragment(1, message: 0, 0, 10, new byte[101]));
        rig.Arrive(PipelineRig.Fragment(2, message: 1, 0, 10, new byte[100]));

        Assert.Equal((1, 1), (rig.Stats.FragmentsDiscarded, rig.Stats.Assembling));
    }

    [Fact]
    public void Bounds_the_messages_in_the_making()
    {
        using PipelineRig rig = new();
        for (uint i = 0; i < 40; i++)
        {
            rig.Arrive(PipelineRig.Fragment(i + 1, message: i, 0, 10, new byte[20]));
        }

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((16, 24, 24), (stats.Assembling, stats.FragmentsDiscarded, stats.MessagesIncomplete));
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
