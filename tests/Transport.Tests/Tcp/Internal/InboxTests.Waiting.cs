using Sockets.Transport.Tcp.Internal.Receiving;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

/// <content>The reader who waits.</content>
public sealed partial class InboxTests
{
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
    public async Task Wakes_the_reader_at_the_end()
    {
        Task<bool> waiting = Wait();

        _inbox.Complete(null);

        Assert.False(await waiting.WithinAsync());
    }

    [Fact]
    public void Who_looks_while_the_end_comes_gets_what_came_before_it()
    {
        // The reader looks again and again, so that some look falls between what arrives last and the end.
        const int Rounds = 20_000;
        CancellationToken token = TestContext.Current.CancellationToken;
        Inbox inbox = NewInbox();
        using Barrier round = new(2);
        int read = 0;
        Thread reader = new(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                round.SignalAndWait(token);
                while (true)
                {
                    if (inbox.TryTake(out Message message))
                    {
                        message.Dispose();
                        read++;
                        break;
                    }

                    if (inbox.Has(1))
                    {
                        read += inbox.TryTake(out message) ? 1 : 0;
                        message.Dispose();
                        break;
                    }
                }

                round.SignalAndWait(token);
            }
        });
        reader.Start();

        for (int i = 0; i < Rounds; i++)
        {
            inbox.Add("a"u8, sequence: 1);
            round.SignalAndWait(token);
            inbox.Complete(error: null);
            round.SignalAndWait(token);
            inbox = NewInbox();
        }

        reader.Join();
        Assert.Equal(Rounds, read);
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

    private Task<bool> WaitFor(int messages) =>
        _inbox.WaitAsync(messages, TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken).AsTask();

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
}
