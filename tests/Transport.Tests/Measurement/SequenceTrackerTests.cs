using Sockets.Transport.Measurement;

namespace Sockets.Transport.Tests.Measurement;

public sealed class SequenceTrackerTests
{
    private const int Window = 64;
    private const int Reorder = 8;

    private readonly SequenceTracker _tracker = new(Reorder, Window);

    [Fact]
    public void Reads_four_lost_one_duplicate_and_one_swap_as_that()
    {
        SequenceTracker tracker = new();
        for (int i = 1; i <= 1000; i++)
        {
            switch (i)
            {
                case 100 or 200 or 201 or 300:
                    break;
                case 400:
                    tracker.Arrive(400);
                    tracker.Arrive(400);
                    break;
                case 500:
                    tracker.Arrive(501);
                    tracker.Arrive(500);
                    break;
                case 501:
                    break;
                default:
                    tracker.Arrive(i);
                    break;
            }
        }

        tracker.Finish();

        SequenceCounts counts = tracker.Counts;
        Assert.Equal((4, 1, 1), (counts.Lost, counts.Duplicates, counts.Reordered));
        Assert.Equal((1000, 996, 0), (counts.Expected, counts.Unique, counts.Pending));
        Assert.Equal((1, 1), (tracker.Reordering.MaxExtent, tracker.Reordering.TotalExtent));
        Assert.Equal((3, 2), (tracker.Losses.Periods, tracker.Losses.Longest));
        Assert.True(counts.Close);
    }

    [Fact]
    public void Calls_a_missing_number_lost_only_when_it_leaves_the_reorder_window()
    {
        Arrive(1);
        Assert.Equal(1, _tracker.Arrive(3).Opened);
        ArriveAll(4, 9);
        Assert.Equal((1, 0), (_tracker.Counts.Pending, _tracker.Counts.Lost));

        Arrive(10);

        Assert.Equal((0, 1), (_tracker.Counts.Pending, _tracker.Counts.Lost));
    }

    [Fact]
    public void Moves_a_number_that_comes_after_it_was_declared_from_lost_to_late()
    {
        Arrive(1);
        ArriveAll(3, 12);
        Assert.Equal(1, _tracker.Counts.Lost);

        Assert.Equal(SequenceArrival.Late, _tracker.Arrive(2).Arrival);

        Assert.Equal((0, 1, 1, 12), (_tracker.Counts.Lost, _tracker.Counts.Late, _tracker.Counts.Declared, _tracker.Counts.Unique));
        Assert.Equal(SequenceArrival.Duplicate, _tracker.Arrive(2).Arrival);
        Assert.True(_tracker.Counts.Close);
    }

    [Theory]
    [InlineData(Window - 1, nameof(SequenceArrival.Duplicate))]
    [InlineData(Window, nameof(SequenceArrival.TooOld))]
    public void Knows_a_duplicate_as_long_as_it_is_within_the_window(int age, string expected)
    {
        ArriveAll(1, 200);

        Assert.Equal(expected, _tracker.Arrive(200 - age).Arrival.ToString());
    }

    [Fact]
    public void Knows_a_duplicate_at_every_age_of_the_full_window()
    {
        SequenceTracker tracker = new();
        long last = 3L * SequenceTracker.MostWindow;
        for (long i = 1; i <= last; i++)
        {
            tracker.Arrive(i);
        }

        for (long age = 0; age < SequenceTracker.MostWindow; age++)
        {
            Assert.Equal(SequenceArrival.Duplicate, tracker.Arrive(last - age).Arrival);
        }

        Assert.Equal(SequenceArrival.TooOld, tracker.Arrive(last - SequenceTracker.MostWindow).Arrival);
    }

    [Theory]
    [InlineData((1L << 16) - 3)]
    [InlineData((1L << 32) - 3)]
    [InlineData((1L << 62) - 3)]
    public void Counts_across_any_power_of_two(long first)
    {
        Arrive(first);
        Arrive(first + 1);
        Arrive(first + 4);
        Arrive(first + 3);
        _tracker.Finish();

        Assert.Equal((5, 4, 1, 1), (_tracker.Counts.Expected, _tracker.Counts.Unique, _tracker.Counts.Lost, _tracker.Counts.Reordered));
    }

    [Fact]
    public void Begins_lower_when_the_very_first_packets_are_out_of_order()
    {
        Arrive(5);

        Assert.Equal(SequenceArrival.New, _tracker.Arrive(4).Arrival);

        Assert.Equal((2, 2, 0), (_tracker.Counts.Expected, _tracker.Counts.Unique, _tracker.Counts.Pending));
        ArriveAll(6, 30);
        Assert.Equal(SequenceArrival.TooOld, _tracker.Arrive(3).Arrival);
    }

    [Fact]
    public void Begins_where_it_was_told_to()
    {
        _tracker.ExpectFrom(1);
        Arrive(3);
        Assert.Equal(SequenceArrival.TooOld, _tracker.Arrive(0).Arrival);
        _tracker.Finish();

        Assert.Equal((3, 2), (_tracker.Counts.Expected, _tracker.Counts.Lost));
    }

    [Fact]
    public void Counts_the_tail_that_only_the_sender_knows_of()
    {
        ArriveAll(1, 5);

        Assert.Equal(3, _tracker.Announce(9));
        Assert.Equal(0, _tracker.Announce(9));
        Assert.Equal((3, 0), (_tracker.Counts.Pending, _tracker.Counts.Lost));

        Assert.Equal(SequenceArrival.New, _tracker.Arrive(7).Arrival);
        _tracker.Finish();
        Assert.Equal((8, 6, 2), (_tracker.Counts.Expected, _tracker.Counts.Unique, _tracker.Counts.Lost));
        Assert.Equal(0, _tracker.Counts.Reordered);
    }

    [Fact]
    public void Decides_by_time_what_the_reorder_window_has_not()
    {
        Arrive(1);
        Arrive(4);

        _tracker.DecideBelow(3);

        Assert.Equal((1, 1), (_tracker.Counts.Pending, _tracker.Counts.Lost));
        _tracker.DecideBelow(100);
        Assert.Equal((0, 2, 4), (_tracker.Counts.Pending, _tracker.Counts.Lost, _tracker.Decided - _tracker.First));
    }

    [Fact]
    public void Takes_a_repaired_number_as_received_and_its_packet_as_a_duplicate()
    {
        Arrive(1);
        Arrive(3);

        Assert.True(_tracker.Repair(2));
        Assert.False(_tracker.Repair(2));
        Assert.False(_tracker.Repair(4));
        Assert.Equal(SequenceArrival.Duplicate, _tracker.Arrive(2).Arrival);

        SequenceCounts counts = _tracker.Counts;
        Assert.Equal((3, 2, 1, 1, 0), (counts.Unique, counts.FirstCopies, counts.Repaired, counts.Duplicates, counts.Pending));
        Assert.True(counts.Close);
    }

    [Fact]
    public void Survives_a_jump_over_billions()
    {
        Arrive(1);
        Assert.Equal((1L << 32) - 1, _tracker.Arrive((1L << 32) + 1).Opened);
        Arrive((1L << 32) + 2);
        _tracker.Finish();

        Assert.Equal((1L << 32) - 1, _tracker.Counts.Lost);
        Assert.Equal((1, (1L << 32) - 1), (_tracker.Losses.Periods, _tracker.Losses.Longest));
        Assert.True(_tracker.Counts.Close);
    }

    [Fact]
    public void Tells_a_number_that_cannot_be_one_of_the_run()
    {
        Assert.False(_tracker.IsPlausible(-1));
        Assert.False(_tracker.IsPlausible(long.MaxValue));
        Arrive(10);
        Assert.True(_tracker.IsPlausible(11 + (1L << 32)));
        Assert.False(_tracker.IsPlausible(12 + (1L << 32)));
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(65, 64)]
    [InlineData(1, 63)]
    [InlineData(1, 96)]
    [InlineData(1, 131_072)]
    public void Refuses_a_window_that_is_none(int reorder, int window) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceTracker(reorder, window));

    private void Arrive(long sequence) => Assert.Equal(SequenceArrival.New, _tracker.Arrive(sequence).Arrival);

    private void ArriveAll(long first, long last)
    {
        for (long i = first; i <= last; i++)
        {
            Arrive(i);
        }
    }
}
