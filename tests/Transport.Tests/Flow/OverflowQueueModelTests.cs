using Sockets.Transport.Flow;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Flow;

public sealed class OverflowQueueModelTests
{
    private const int Scripts = 24_000;

    private static readonly OverflowPolicy[] s_policies =
        [.. Enum.GetValues<OverflowPolicy>().Where(OverflowQueue<int>.IsSupported)];

    [Fact]
    public void Does_what_the_naive_queue_does_and_its_counters_close_after_every_step()
    {
        int seed = Seed.Take();
        HashSet<OfferResult> seen = [];
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

        Assert.Equal(Enum.GetValues<OfferResult>(), seen.Order());
    }

    private static void Run(Random random, HashSet<OfferResult> seen)
    {
        OverflowPolicy policy = s_policies[random.Next(s_policies.Length)];
        int maxMessages = random.Next(1, 12);
        int maxBytes = random.Next(1, 40);
        DropLog<int> log = new();
        OverflowQueue<int> queue = new(policy, maxMessages, maxBytes, log);
        NaiveQueue model = new(policy, maxMessages, maxBytes);
        OverflowCounters expected = default;
        for (int step = random.Next(60); step >= 0; step--)
        {
            expected = random.Next(8) switch
            {
                <= 4 => Offer(random, queue, model, expected, seen),
                5 or 6 => Dequeue(queue, model, expected),
                _ => random.Next(8) == 0 ? Clear(queue, model, expected) : expected,
            };

            Assert.Equal(model.Line.Count, queue.Count);
            Assert.Equal(model.Bytes, queue.Bytes);
            Assert.Equal(model.Dropped, log.Dropped);
            expected = expected with
            {
                DroppedOldest = model.Dropped.Count(drop => drop.Cause == DropCause.Oldest),
                Conflated = model.Dropped.Count(drop => drop.Cause == DropCause.Conflated),
            };
            Assert.Equal(expected, queue.Counters);
            Assert.True(queue.Counters.CloseWith(queue.Count), $"{queue.Counters} with {queue.Count} waiting");
            AssertIdentity(queue.Counters, queue.Count);
        }
    }

    private static OverflowCounters Offer(
        Random random, OverflowQueue<int> queue, NaiveQueue model, OverflowCounters expected, HashSet<OfferResult> seen)
    {
        int item = random.Next();
        int bytes = random.Next(0, 14);
        ulong key = (ulong)random.Next(0, 6);
        OfferResult result = model.Offer(item, bytes, key);

        Assert.Equal(result, queue.Offer(item, bytes, key));

        seen.Add(result);
        expected = expected with { Offered = expected.Offered + 1 };
        return result switch
        {
            OfferResult.DroppedNewest => expected with { DroppedNewest = expected.DroppedNewest + 1 },
            OfferResult.Full or OfferResult.TooLarge => expected with { Refused = expected.Refused + 1 },
            _ => expected with { Accepted = expected.Accepted + 1 },
        };
    }

    private static OverflowCounters Dequeue(OverflowQueue<int> queue, NaiveQueue model, OverflowCounters expected)
    {
        if (model.Line.Count == 0)
        {
            Assert.False(queue.TryPeek(out _, out _));
            Assert.False(queue.TryDequeue(out _, out _));
            return expected;
        }

        (int Item, int Bytes, ulong) next = model.Line[0];
        model.Line.RemoveAt(0);
        Assert.True(queue.TryPeek(out int peeked, out int peekedBytes));
        Assert.True(queue.TryDequeue(out int item, out int bytes));
        Assert.Equal((next.Item, next.Bytes), (peeked, peekedBytes));
        Assert.Equal((next.Item, next.Bytes), (item, bytes));
        return expected with { Dequeued = expected.Dequeued + 1 };
    }

    private static OverflowCounters Clear(OverflowQueue<int> queue, NaiveQueue model, OverflowCounters expected)
    {
        expected = expected with { Cleared = expected.Cleared + model.Line.Count };
        model.Clear(DropCause.Closed);
        queue.Clear(DropCause.Closed);
        return expected;
    }

    private static void AssertIdentity(OverflowCounters c, int waiting) => Assert.Equal(
        c.Offered,
        c.Dequeued + c.DroppedNewest + c.DroppedOldest + c.Conflated + c.Refused + c.Cleared + waiting);
}
