using Sockets.Transport.Flow;

namespace Sockets.Transport.Tests.Flow;

public sealed class OverflowQueueConflateTests
{
    private readonly DropLog<string> _log = new();
    private readonly OverflowQueue<string> _queue;

    public OverflowQueueConflateTests() => _queue = new(OverflowPolicy.Conflate, maxMessages: 3, maxBytes: 10, _log);

    [Fact]
    public void Replaces_the_waiting_one_of_the_same_key_in_its_place()
    {
        Accept(("a1", 1, 1), ("b1", 1, 2), ("c1", 1, 3));

        Assert.Equal(OfferResult.Replaced, _queue.Offer("b2", 4, key: 2));

        Assert.Equal(6, _queue.Bytes);
        Assert.Equal([("b1", DropCause.Conflated)], _log.Dropped);
        Assert.Equal(["a1", "b2", "c1"], Drain());
    }

    [Fact]
    public void Replaces_again_and_again()
    {
        Accept(("a1", 1, 1));
        for (int i = 2; i <= 9; i++)
        {
            Assert.Equal(OfferResult.Replaced, _queue.Offer($"a{i}", i, key: 1));
        }

        Assert.Equal(8, _queue.Counters.Conflated);
        Assert.Equal(9, _queue.Bytes);
        Assert.Equal(["a9"], Drain());
    }

    [Fact]
    public void Replaces_when_full_without_dropping_others()
    {
        Accept(("a1", 3, 1), ("b1", 3, 2), ("c1", 4, 3));

        Assert.Equal(OfferResult.Replaced, _queue.Offer("c2", 4, key: 3));
        Assert.Equal(OfferResult.Replaced, _queue.Offer("a2", 1, key: 1));

        Assert.Equal(["a2", "b1", "c2"], Drain());
    }

    [Fact]
    public void Drops_the_oldest_others_when_the_replacement_is_larger()
    {
        Accept(("a1", 3, 1), ("b1", 3, 2), ("c1", 3, 3));

        Assert.Equal(OfferResult.Replaced, _queue.Offer("c2", 10, key: 3));

        Assert.Equal([("a1", DropCause.Oldest), ("b1", DropCause.Oldest), ("c1", DropCause.Conflated)], _log.Dropped);
        Assert.Equal(["c2"], Drain());
    }

    [Fact]
    public void Keeps_the_first_in_its_place_when_its_replacement_is_larger()
    {
        Accept(("a1", 3, 1), ("b1", 3, 2), ("c1", 3, 3));

        Assert.Equal(OfferResult.Replaced, _queue.Offer("a2", 7, key: 1));

        Assert.Equal([("b1", DropCause.Oldest), ("a1", DropCause.Conflated)], _log.Dropped);
        Assert.Equal(OfferResult.Replaced, _queue.Offer("c2", 1, key: 3));
        Assert.Equal(OfferResult.Replaced, _queue.Offer("a3", 2, key: 1));
        Assert.Equal(OfferResult.Accepted, _queue.Offer("b2", 1, key: 2));
        Assert.Equal(["a3", "c2", "b2"], Drain());
    }

    [Fact]
    public void Drops_the_oldest_when_there_are_too_many_keys()
    {
        Accept(("a1", 1, 1), ("b1", 1, 2), ("c1", 1, 3));

        Assert.Equal(OfferResult.AcceptedAfterDropping, _queue.Offer("d1", 1, key: 4));

        Assert.Equal([("a1", DropCause.Oldest)], _log.Dropped);
        Assert.Equal(["b1", "c1", "d1"], Drain());
    }

    [Fact]
    public void Takes_a_key_that_has_left_for_a_new_one()
    {
        Accept(("a1", 1, 1), ("b1", 1, 2));
        Assert.True(_queue.TryDequeue(out _, out _));

        Assert.Equal(OfferResult.Accepted, _queue.Offer("a2", 1, key: 1));

        Assert.Equal(["b1", "a2"], Drain());
        Assert.Empty(_log.Dropped);
    }

    [Fact]
    public void Keeps_the_waiting_one_when_its_replacement_could_never_fit()
    {
        Accept(("a1", 1, 1));

        Assert.Equal(OfferResult.TooLarge, _queue.Offer("a2", 11, key: 1));

        Assert.Equal(["a1"], Drain());
    }

    [Fact]
    public void Other_policies_do_not_look_at_keys()
    {
        OverflowQueue<string> queue = new(OverflowPolicy.DropOldest, 3, 10, _log);

        Assert.Equal(OfferResult.Accepted, queue.Offer("a1", 1, key: 1));
        Assert.Equal(OfferResult.Accepted, queue.Offer("a2", 1, key: 1));

        Assert.Equal(2, queue.Count);
    }

    private void Accept(params (string Item, int Bytes, ulong Key)[] items) => Assert.All(
        items, offer => Assert.Equal(OfferResult.Accepted, _queue.Offer(offer.Item, offer.Bytes, offer.Key)));

    private List<string> Drain()
    {
        List<string> items = [];
        while (_queue.TryDequeue(out string? item, out _))
        {
            items.Add(item);
        }

        return items;
    }
}
