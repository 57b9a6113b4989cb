using Sockets.Transport.Measurement;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Measurement;

/// <summary>
/// Random scripts of a bad network, against the naive sequence. The window is 64 numbers, so that most scripts reach
/// over its end.
/// </summary>
public sealed class SequenceTrackerModelTests
{
    private const int Scripts = 100_000;
    private const int Window = 64;

    [Fact]
    public void Finds_what_the_naive_sequence_finds_and_its_counts_close_after_every_step()
    {
        int seed = Seed.Take();
        HashSet<SequenceArrival> seen = [];
        for (int i = 0; i < Scripts; i++)
        {
            try
            {
                Run(new Random(unchecked(seed + i)), seen);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"SOCKETS_TEST_SEED={unchecked(seed + i)}: {failure.Message}", failure);
            }
        }

        Assert.Equal(Enum.GetValues<SequenceArrival>(), seen.Order());
    }

    private static void Run(Random random, HashSet<SequenceArrival> seen)
    {
        int reorder = random.Next(4) == 0 ? Window : random.Next(1, 20);
        SequenceTracker tracker = new(reorder, Window);
        NaiveSequence naive = new(reorder, Window);
        long start = random.Next(1, 1000);
        if (random.Next(3) == 0)
        {
            tracker.ExpectFrom(start);
            naive.ExpectFrom(start);
        }

        foreach (long sequence in Script(random, start))
        {
            Step(random, sequence, tracker, naive, seen);
            Assert.True(tracker.Counts.Close, $"{tracker.Counts}");
        }

        Compare(tracker, naive);
        tracker.Finish();
        naive.DecideBelow(long.MaxValue);
        Compare(tracker, naive);
        Assert.Equal(0, tracker.Counts.Pending);
    }

    /// <summary>The numbers as they arrive: some lost, some twice, some swapped or delayed, and jumps.</summary>
    private static List<long> Script(Random random, long start)
    {
        int length = random.Next(1, 50);
        int lossy = random.Next(0, 40);
        int wild = random.Next(0, 40);
        List<long> arrivals = [];
        long next = start;
        for (int i = 0; i < length; i++)
        {
            next += random.Next(30) == 0 ? random.Next(2 * Window) : 1;
            if (random.Next(100) < lossy)
            {
                continue;
            }

            arrivals.Add(next);
            if (random.Next(100) < wild)
            {
                arrivals.Insert(random.Next(arrivals.Count), next);
            }

            if (random.Next(100) < wild)
            {
                int from = random.Next(arrivals.Count);
                int to = random.Next(arrivals.Count);
                (arrivals[from], arrivals[to]) = (arrivals[to], arrivals[from]);
            }
        }

        return arrivals;
    }

    private static void Step(
        Random random, long sequence, SequenceTracker tracker, NaiveSequence naive, HashSet<SequenceArrival> seen)
    {
        switch (random.Next(40))
        {
            case 0:
                long announced = Math.Max(1, naive.Next + random.Next(-3, 12));
                tracker.Announce(announced);
                naive.Announce(announced);
                break;
            case 1:
                long below = naive.Next - random.Next(12);
                tracker.DecideBelow(below);
                naive.DecideBelow(below);
                break;
            case 2 or 3:
                long repaired = naive.Next - random.Next(12);
                Assert.Equal(naive.Repair(repaired), tracker.Repair(repaired));
                break;
        }

        SequenceCounts before = tracker.Counts;
        SequenceStep step = tracker.Arrive(sequence);
        naive.Arrive(sequence);
        seen.Add(step.Arrival);
        SequenceCounts after = tracker.Counts;
        Assert.Equal(step.IsFirstCopy, after.FirstCopies == before.FirstCopies + 1);
        Assert.True(after.Declared >= before.Declared && after.Late >= before.Late);
        Assert.Equal(
            (naive.FirstCopies, naive.Duplicates, naive.TooOld, naive.Late, naive.Expected),
            (after.FirstCopies, after.Duplicates, after.TooOld, after.Late, after.Expected));
    }

    private static void Compare(SequenceTracker tracker, NaiveSequence naive)
    {
        SequenceCounts counts = tracker.Counts;
        Assert.Equal((naive.Pending, naive.Lost), (counts.Pending, counts.Lost));
        Assert.Equal((naive.Arrivals, naive.Repaired), (counts.Arrivals, counts.Repaired));
        Assert.Equal(naive.Declared.Count, counts.Declared);

        IReadOnlyList<int> extents = naive.Extents;
        Assert.Equal(
            (extents.Count, extents.Sum(), extents.DefaultIfEmpty().Max(), naive.ThreeReordered),
            ((int)tracker.Reordering.Count, (int)tracker.Reordering.TotalExtent, (int)tracker.Reordering.MaxExtent, (int)tracker.Reordering.ThreeReordered));

        IReadOnlyList<int> periods = naive.Periods;
        Assert.Equal(
            (periods.Count, periods.DefaultIfEmpty().Max(), naive.Noticeable),
            ((int)tracker.Losses.Periods, (int)tracker.Losses.Longest, (int)tracker.Losses.Noticeable));
    }
}
