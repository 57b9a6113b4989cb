using System.Text;
using Sockets.Transport.Tcp.Internal.Receiving;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

public sealed partial class InboxTests : IDisposable
{
    private readonly CheckedPool _pool = new();
    private readonly List<int> _released = [];
    private readonly ManualTime _time = new();
    private readonly Inbox _inbox;

    public InboxTests() => _inbox = NewInbox();

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

    private Task<bool> Wait() => _inbox.WaitAsync(TestContext.Current.CancellationToken).AsTask();

    private Inbox NewInbox() => new(new InboxSetup
    {
        Pool = _pool.Pool,
        OnReleased = (bytes, _) => _released.Add(bytes),
        Overhead = 1,
        Time = _time,
    });

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
