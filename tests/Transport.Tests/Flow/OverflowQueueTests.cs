using System.Runtime.CompilerServices;
using Sockets.Transport.Flow;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Flow;

public sealed class OverflowQueueTests
{
    private readonly DropLog<string> _log = new();

    [Theory]
    [InlineData(OverflowPolicy.Deadline)]
    [InlineData(OverflowPolicy.KeyFrameAware)]
    [InlineData((OverflowPolicy)99)]
    public void Refuses_a_policy_that_is_not_a_plain_queue_s(OverflowPolicy policy)
    {
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => QueueOf(policy));

        Assert.Contains($"cannot be {policy}", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Wait, Reject, DropNewest, DropOldest, Conflate or Disconnect", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(-1, 64)]
    [InlineData((1 << 30) + 1, 64)]
    [InlineData(4, 0)]
    [InlineData(4, -1)]
    public void Refuses_to_be_unbounded(int maxMessages, long maxBytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => QueueOf(OverflowPolicy.Wait, maxMessages, maxBytes));

    [Fact]
    public void Takes_no_memory_for_its_slots_up_front()
    {
        long allocated = Allocated.BytesBy(() => QueueOf(OverflowPolicy.DropOldest, maxMessages: 65_536, maxBytes: 1 << 24));

        Assert.InRange(allocated, 1, 512);
    }

    [Fact]
    public void Hands_on_in_the_order_of_acceptance_while_its_ring_grows_and_wraps()
    {
        OverflowQueue<string> queue = QueueOf(OverflowPolicy.Wait, maxMessages: 100, maxBytes: 100);
        List<string> taken = [];
        for (int i = 0; i < 50; i++)
        {
            queue.Offer($"{2 * i}", 1);
            queue.Offer($"{(2 * i) + 1}", 1);
            Assert.True(queue.TryDequeue(out string? item, out _));
            taken.Add(item);
        }

        taken.AddRange(Drain(queue));

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), taken);
        Assert.Equal(0, queue.Bytes);
    }

    [Theory]
    [InlineData(OverflowPolicy.Wait)]
    [InlineData(OverflowPolicy.Reject)]
    [InlineData(OverflowPolicy.Disconnect)]
    public void Is_full_at_either_bound_and_leaves_the_rest_to_the_caller(OverflowPolicy policy)
    {
        OverflowQueue<string> queue = QueueOf(policy, maxMessages: 3, maxBytes: 10);
        Assert.Equal(OfferResult.Accepted, queue.Offer("a", 5));
        Assert.Equal(OfferResult.Full, queue.Offer("too many bytes", 6));
        Assert.Equal(OfferResult.Accepted, queue.Offer("b", 5));
        Assert.Equal(OfferResult.Accepted, queue.Offer("c", 0));
        Assert.Equal(OfferResult.Full, queue.Offer("too many", 0));

        Assert.Equal(["a", "b", "c"], Drain(queue));
        Assert.Empty(_log.Dropped);
        Assert.Equal(2, queue.Counters.Refused);
    }

    [Fact]
    public void Accepts_again_as_soon_as_one_place_is_free()
    {
        OverflowQueue<string> queue = QueueOf(OverflowPolicy.Reject, maxMessages: 2);
        Offer(queue, "a", "b");
        Assert.Equal(OfferResult.Full, queue.Offer("c", 1));

        Assert.True(queue.TryDequeue(out _, out _));

        Assert.Equal(OfferResult.Accepted, queue.Offer("c", 1));
        Assert.Equal(OfferResult.Full, queue.Offer("d", 1));
    }

    [Theory]
    [InlineData(OverflowPolicy.Wait)]
    [InlineData(OverflowPolicy.Reject)]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.Conflate)]
    [InlineData(OverflowPolicy.Disconnect)]
    public void Refuses_what_alone_is_over_the_bound_and_drops_nothing_for_it(OverflowPolicy policy)
    {
        OverflowQueue<string> queue = QueueOf(policy, maxBytes: 10);
        Offer(queue, "a");

        Assert.Equal(OfferResult.TooLarge, queue.Offer("huge", 11));

        Assert.Equal(["a"], Drain(queue));
        Assert.Empty(_log.Dropped);
        Assert.Equal(OfferResult.Accepted, queue.Offer("just", 10));
    }

    [Fact]
    public void Refuses_a_negative_size() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => QueueOf(OverflowPolicy.Wait).Offer("a", -1));

    [Fact]
    public void Drops_the_newest_and_leaves_it_to_the_caller()
    {
        OverflowQueue<string> queue = QueueOf(OverflowPolicy.DropNewest, maxMessages: 2);
        Offer(queue, "a", "b");

        Assert.Equal(OfferResult.DroppedNewest, queue.Offer("c", 1));

        Assert.Equal(["a", "b"], Drain(queue));
        Assert.Empty(_log.Dropped);
        Assert.Equal(1, queue.Counters.DroppedNewest);
    }

    [Fact]
    public void Drops_as_many_of_the_oldest_as_the_new_one_needs()
    {
        OverflowQueue<string> queue = QueueOf(OverflowPolicy.DropOldest, maxMessages: 4, maxBytes: 10);
        queue.Offer("a", 3);
        queue.Offer("b", 3);
        queue.Offer("c", 3);

        Assert.Equal(OfferResult.AcceptedAfterDropping, queue.Offer("d", 7));

        Assert.Equal([("a", DropCause.Oldest), ("b", DropCause.Oldest)], _log.Dropped);
        Assert.Equal(["c", "d"], Drain(queue));
    }

    [Fact]
    public void Drops_one_of_the_oldest_when_there_are_too_many()
    {
        OverflowQueue<string> queue = QueueOf(OverflowPolicy.DropOldest, maxMessages: 2);
        Offer(queue, "a", "b");

        Assert.Equal(OfferResult.AcceptedAfterDropping, queue.Offer("c", 1));

        Assert.Equal([("a", DropCause.Oldest)], _log.Dropped);
        Assert.Equal(["b", "c"], Drain(queue));
    }

    [Fact]
    public void Looks_at_the_oldest_without_taking_it()
    {
        OverflowQueue<string> queue = QueueOf(OverflowPolicy.Wait);
        Assert.False(queue.TryPeek(out _, out _));
        queue.Offer("a", 5);

        Assert.True(queue.TryPeek(out string? item, out int bytes));

        Assert.Equal(("a", 5), (item, bytes));
        Assert.Equal(1, queue.Count);
        Assert.Equal(0, queue.Counters.Dequeued);
    }

    [Fact]
    public void Clears_telling_the_cause_and_can_be_used_again()
    {
        OverflowQueue<string> queue = QueueOf(OverflowPolicy.Conflate);
        queue.Offer("a", 1, key: 1);
        queue.Offer("b", 1, key: 2);

        queue.Clear(DropCause.Disconnected);

        Assert.Equal([("a", DropCause.Disconnected), ("b", DropCause.Disconnected)], _log.Dropped);
        Assert.Equal(2, queue.Counters.Cleared);
        Assert.Equal(0, queue.Bytes);
        Assert.Equal(OfferResult.Accepted, queue.Offer("c", 1, key: 1));
        Assert.Equal(["c"], Drain(queue));
    }

    [Fact]
    public void Forgets_what_has_left()
    {
        OverflowQueue<object> queue = new(OverflowPolicy.DropOldest, 2, 2, new Nowhere());

        WeakReference[] left = OfferDropAndTake(queue);
        GC.Collect();

        Assert.All(left, item => Assert.False(item.IsAlive));
        GC.KeepAlive(queue);
    }

    [Theory]
    [InlineData(OverflowPolicy.Wait)]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.Conflate)]
    public void Allocates_nothing_in_steady_state(OverflowPolicy policy)
    {
        OverflowQueue<object> queue = new(policy, maxMessages: 100, maxBytes: 1000, new Nowhere());
        object item = new();
        ulong key = 0;
        long allocated = Allocated.BytesBy(() =>
        {
            for (int i = 0; i < 1_000_000; i++)
            {
                queue.Offer(item, 8, key++ % 300);
                if (i % 3 == 0)
                {
                    queue.TryDequeue(out _, out _);
                }
            }
        });

        Assert.Equal(0, allocated);
        Assert.True(queue.Counters.CloseWith(queue.Count));
    }

    private OverflowQueue<string> QueueOf(OverflowPolicy policy, int maxMessages = 4, long maxBytes = 64) =>
        new(policy, maxMessages, maxBytes, _log);

    private static void Offer(OverflowQueue<string> queue, params string[] items) =>
        Assert.All(items, item => Assert.Equal(OfferResult.Accepted, queue.Offer(item, 1)));

    private static List<string> Drain(OverflowQueue<string> queue)
    {
        List<string> items = [];
        while (queue.TryDequeue(out string? item, out _))
        {
            items.Add(item);
        }

        return items;
    }

    // In a frame of its own, so that no local of the test keeps the items alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] OfferDropAndTake(OverflowQueue<object> queue)
    {
        object[] items = [new(), new(), new()];
        Array.ForEach(items, item => queue.Offer(item, 1));
        Assert.True(queue.TryDequeue(out _, out _));
        queue.Clear(DropCause.Closed);
        return [.. items.Select(item => new WeakReference(item))];
    }

    private sealed class Nowhere : IDroppedSink<object>
    {
        public void OnDropped(object item, DropCause cause)
        {
            // The collector takes it.
        }
    }
}
