using System.Text;
using Sockets.Transport.Tcp.Internal;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

public sealed class InboxTests : IDisposable
{
    private readonly CheckedPool _pool = new();
    private readonly List<int> _released = [];
    private readonly ManualTime _time = new();
    private readonly Inbox _inbox;

    public InboxTests() => _inbox = new Inbox(new InboxSetup
    {
        Pool = _pool.Pool,
        OnReleased = (bytes, _) => _released.Add(bytes),
        Overhead = 1,
        Time = _time,
    });

    public void Dispose()
    {
        _inbox.Discard();
        _pool.Dispose();
    }

    [Fact]
    public void Gives_messages_in_order_with_their_number_and_returns_their_cost_on_disposal()
    {
        Add("ab", "");
        Assert.False(_inbox.TryTake(out _));
        _inbox.Publish();
        Assert.Equal(2, _inbox.Unread);

        Assert.Equal(("ab", 1UL), Take());
        Assert.Equal(("", 2UL), Take());

        Assert.False(_inbox.TryTake(out _));
        Assert.Equal((2, 0), ((int)_inbox.Delivered, _inbox.Unread));
        Assert.Equal([3, 1], _released);
    }

    [Fact]
    public void Takes_over_a_message_that_was_put_together_elsewhere()
    {
        var buffer = _pool.Rent(1000);
        "xyz"u8.CopyTo(buffer.Array);
        _inbox.Add(buffer, 3, sequence: 1, cost: 11);
        _inbox.Publish();

        Assert.Equal(("xyz", 1UL), Take());
        Assert.Equal([11], _released);
    }

    [Fact]
    public async Task Wakes_the_reader_when_it_is_published_and_not_before()
    {
        Task<bool> waiting = Wait();
        Add("a");
        Assert.False(waiting.IsCompleted);

        _inbox.Publish();

        Assert.True(await waiting.WithinAsync());
        Assert.True(await Wait().WithinAsync());
    }

    [Fact]
    public void Publishing_nothing_wakes_nobody()
    {
        Task<bool> waiting = Wait();

        _inbox.Publish();

        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task Lets_the_rest_be_read_after_the_end_and_says_then_how_it_ended()
    {
        InvalidDataException error = new("how");
        Add("a");
        _inbox.Complete(error);
        _inbox.Complete(null);

        Assert.True(await Wait().WithinAsync());
        Take();
        Assert.False(await Wait().WithinAsync());
        Assert.Same(error, _inbox.EndError);
    }

    [Fact]
    public async Task Wakes_the_reader_at_the_end()
    {
        Task<bool> waiting = Wait();

        _inbox.Complete(null);

        Assert.False(await waiting.WithinAsync());
    }

    [Fact]
    public async Task Refuses_a_second_reader()
    {
        Task<bool> first = Wait();

        await Assert.ThrowsAsync<InvalidOperationException>(Wait);

        _inbox.Complete(null);
        Assert.False(await first.WithinAsync());
    }

    [Fact]
    public async Task Giving_up_waiting_loses_nothing()
    {
        using CancellationTokenSource giveUp = new();
        Task<bool> waiting = _inbox.WaitAsync(giveUp.Token).AsTask();

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WithinAsync());
        Task<bool> again = Wait();
        Add("a");
        _inbox.Publish();

        Assert.True(await again.WithinAsync());
        Assert.Equal(("a", 1UL), Take());
    }

    [Fact]
    public async Task Giving_up_late_or_before_waiting_does_nothing_to_the_next_reader()
    {
        using CancellationTokenSource giveUp = new();
        Task<bool> first = _inbox.WaitAsync(giveUp.Token).AsTask();
        Add("a");
        _inbox.Publish();
        Assert.True(await first.WithinAsync());
        Take();
        Task<bool> second = Wait();

        await giveUp.CancelAsync();

        Assert.False(second.IsCompleted);
        _inbox.Complete(null);
        Assert.False(await second.WithinAsync());
    }

    [Fact]
    public void Discarding_gives_back_what_waits_and_what_still_arrives()
    {
        Add("a");
        _inbox.Publish();
        Assert.Equal(("a", 1UL), Take());
        Add("a", "b");
        _inbox.Publish();
        Add("b");

        _inbox.Discard();
        Add("c");
        _inbox.Publish();

        Assert.Equal([2, 2, 2, 2, 2], _released);
        Assert.Equal((0L, 4, 1L), (_pool.Outstanding, _inbox.Unread, _inbox.Delivered));
        Assert.False(_inbox.TryTake(out _));
    }

    [Fact]
    public async Task Survives_a_reader_that_gives_up_at_random()
    {
        const int Messages = 20_000;
        int seed = Seed.Take();
        Task adding = Task.Run(
            () =>
            {
                Random random = new(seed);
                for (int i = 0; i < Messages; i++)
                {
                    _inbox.Add(default, (ulong)i + 1);
                    if (random.Next(3) == 0)
                    {
                        _inbox.Publish();
                    }
                }

                _inbox.Complete(null);
            },
            TestContext.Current.CancellationToken);
        Random random = new(seed + 1);
        ulong next = 1;
        while (await WaitUntilGivenUp(random.Next(4)) ?? true)
        {
            while (_inbox.TryTake(out Message message))
            {
                Assert.Equal(next++, message.Sequence);
                message.Dispose();
            }
        }

        await adding.WithinAsync();
        Assert.Equal((ulong)Messages + 1, next);
    }

    [Fact]
    public void Takes_several_at_once_in_order()
    {
        Add("a", "b");
        _inbox.Publish();
        Assert.Equal(("a", 1UL), Take());
        Add("c", "d");
        _inbox.Publish();

        Message[] batch = new Message[3];
        Assert.Equal(3, _inbox.Take(batch));
        Assert.Equal("bcd", string.Concat(batch.Select(message => Encoding.ASCII.GetString(message.Span))));
        Assert.Equal(0, _inbox.Take(batch.AsSpan(0, 1)));
        Array.ForEach(batch, message => message.Dispose());
    }

    [Fact]
    public async Task Wakes_a_reader_who_wants_several_when_they_are_there()
    {
        Task<bool> waiting = WaitFor(2);
        Add("a");
        _inbox.Publish();
        Assert.False(waiting.IsCompleted);

        Add("b");
        _inbox.Publish();

        Assert.True(await waiting.WithinAsync());
    }

    [Fact]
    public async Task Wakes_a_reader_who_wants_several_when_the_time_is_over_or_no_more_come()
    {
        Add("a");
        _inbox.Publish();
        Task<bool> waiting = WaitFor(2);
        _time.Advance(TimeSpan.FromMilliseconds(9));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await waiting.WithinAsync());

        Task<bool> again = WaitFor(2);
        _inbox.Complete(null);
        Assert.True(await again.WithinAsync());
        Assert.True(_inbox.Has(2));
    }

    /// <summary>Short messages share blocks; each holds only what it holds.</summary>
    [Fact]
    public void Many_short_messages_take_few_blocks()
    {
        const int Count = 1000;
        for (int i = 0; i < Count; i++)
        {
            _inbox.Add(BitConverter.GetBytes(i), (ulong)i + 1);
        }

        _inbox.Publish();
        Assert.InRange(_pool.Outstanding, 1, (Count / 31) + 1);
        Message[] batch = new Message[Count];
        Assert.Equal(Count, _inbox.Take(batch));
        new Random(Seed.Take()).Shuffle(batch);

        for (int i = 0; i < Count; i++)
        {
            Assert.Equal((int)batch[i].Sequence - 1, BitConverter.ToInt32(batch[i].Span));
            Message copy = batch[i];
            batch[i].Dispose();
            copy.Dispose();
            Assert.Throws<ObjectDisposedException>(() => copy.Span.Length);
            Assert.Equal(i + 1, _released.Count);
        }

        Assert.Equal(0, _pool.Outstanding);
    }

    /// <summary>What one message alone holds is no more than if it had not shared.</summary>
    [Fact]
    public void A_message_that_comes_alone_takes_the_smallest_block()
    {
        for (int i = 0; i < 3; i++)
        {
            Add("a");
            _inbox.Publish();
        }

        Assert.Equal(3, _pool.Outstanding);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(_inbox.TryTake(out Message message));
            Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(message.Memory, out ArraySegment<byte> block));
            Assert.Equal(256, block.Array!.Length);
            message.Dispose();
        }
    }

    private Task<bool> WaitFor(int messages) =>
        _inbox.WaitAsync(messages, TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken).AsTask();

    private Task<bool> Wait() => _inbox.WaitAsync(TestContext.Current.CancellationToken).AsTask();

    /// <summary>Waits for a message, and gives up at once in one of four cases: null then.</summary>
    private async Task<bool?> WaitUntilGivenUp(int chance)
    {
        using CancellationTokenSource giveUp = new();
        Task<bool> waiting = _inbox.WaitAsync(giveUp.Token).AsTask();
        if (chance == 0)
        {
            await giveUp.CancelAsync();
        }

        try
        {
            return await waiting.WithinAsync();
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            return null;
        }
    }

    private void Add(params string[] messages)
    {
        for (int i = 0; i < messages.Length; i++)
        {
            _inbox.Add(Encoding.ASCII.GetBytes(messages[i]), (ulong)i + 1);
        }
    }

    private (string Text, ulong Sequence) Take()
    {
        Assert.True(_inbox.TryTake(out Message message));
        using (message)
        {
            return (Encoding.ASCII.GetString(message.Span), message.Sequence);
        }
    }
}
