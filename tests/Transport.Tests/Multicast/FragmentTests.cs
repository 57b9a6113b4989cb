using Sockets.Transport.Multicast;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>What becomes of the fragments of a message.</summary>
public sealed class FragmentTests
{
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

    [Fact]
    public void Leaves_no_half_message_of_a_run_to_the_next_one()
    {
        using PipelineRig rig = new();
        byte[] whole = [.. Enumerable.Range(1, 20).Select(i => (byte)i)];
        rig.Arrive(PipelineRig.Fragment(1, message: 0, 0, 10, new byte[20]));
        rig.Arrive(PipelineRig.Fragment(1, message: 0, 0, 10, whole, epoch: 2));
        rig.Arrive(PipelineRig.Fragment(2, message: 0, 10, 10, whole, epoch: 2));

        Assert.Equal(whole, Assert.Single(rig.TakeAll()).Payload);
        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((1, 1, 1), (stats.Restarts, stats.FragmentsDiscarded, stats.MessagesIncomplete));
    }

    [Fact]
    public void Bounds_the_bytes_in_the_making_over_all_sources()
    {
        using PipelineRig rig = new(maxSources: 20, maxMessageLength: 1000);
        for (int i = 0; i < 40; i++)
        {
            rig.Arrive(PipelineRig.Fragment((i / 20) + 1, message: (uint)i / 20, 0, 10, new byte[1000], stream: (ushort)(i % 20)));
            rig.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((20, 20, 20, 20), (stats.Assembling, stats.FragmentsDiscarded, stats.MessagesIncomplete, rig.Rented));

        // The first ones went, and the last ones are here.
        rig.Arrive(PipelineRig.Fragment(3, message: 0, 10, 990, new byte[1000], stream: 19));
        rig.Arrive(PipelineRig.Fragment(3, message: 1, 10, 990, new byte[1000], stream: 18));
        Assert.Equal(18, Assert.Single(rig.TakeAll()).Info.Source.Stream);
    }

    [Fact]
    public void Of_all_messages_in_the_making_that_one_makes_room_of_which_nothing_came_for_the_longest_time()
    {
        using PipelineRig rig = new(maxSources: 16, maxMessageLength: 1000);
        void Begin(int number, int message, ushort stream, int offset = 0)
        {
            rig.Arrive(PipelineRig.Fragment(number, (uint)message, offset, 10, new byte[1000], stream: stream));
            rig.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Begin(1, message: 0, stream: 0);
        Begin(2, message: 1, stream: 0);
        for (int i = 0; i < 14; i++)
        {
            Begin(i + 1, message: i, stream: 1);
        }

        // The first goes on; the second is then the one that waits for the longest time.
        Begin(3, message: 0, stream: 0, offset: 10);
        Begin(1, message: 0, stream: 2);

        rig.Arrive(PipelineRig.Fragment(4, message: 0, 20, 980, new byte[1000], stream: 0));
        rig.Arrive(PipelineRig.Fragment(15, message: 0, 10, 990, new byte[1000], stream: 1));
        Assert.Equal([0, 1], rig.TakeAll().Select(static message => message.Info.Source.Stream));
        Assert.Equal((1, 1), (rig.AssertIdentities().FragmentsDiscarded, rig.Stats.MessagesIncomplete));
    }
}
