using Sockets.Transport.Buffers;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Buffers;

public sealed class MessageTests : IDisposable
{
    private readonly CheckedPool _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Shows_the_payload_and_not_the_rest_of_the_block()
    {
        using Message message = MessageOf("abc"u8, sequence: 5);

        Assert.Equal("abc"u8, message.Span);
        Assert.Equal("abc"u8, message.Memory.Span);
        Assert.Equal(3, message.Length);
        Assert.Equal(5UL, message.Sequence);
    }

    [Fact]
    public void Returns_its_block_when_disposed()
    {
        Message message = MessageOf("abc"u8);
        Assert.Equal(1, _pool.Outstanding);

        message.Dispose();

        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Throws_when_read_after_disposal()
    {
        Message message = MessageOf("abc"u8);
        Message copy = message;
        message.Dispose();

        Assert.Throws<ObjectDisposedException>(() => message.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => copy.Memory.Length);
    }

    [Fact]
    public void Disposes_once_however_often_it_is_asked()
    {
        Message message = MessageOf("abc"u8);
        Message copy = message;

        message.Dispose();
        message.Dispose();
        copy.Dispose();

        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Cannot_let_go_of_or_read_what_was_lent_again()
    {
        Message old = MessageOf("abc"u8);
        old.Dispose();
        Message next = MessageOf("xyz"u8);

        old.Dispose();

        Assert.Equal(1, _pool.Outstanding);
        Assert.Equal("xyz"u8, next.Span);
        Assert.Throws<ObjectDisposedException>(() => old.Span.Length);
        next.Dispose();
    }

    [Fact]
    public void Cannot_let_go_of_what_other_holders_share()
    {
        PooledBuffer buffer = _pool.Rent(3);
        "abc"u8.CopyTo(buffer.Array);
        Message message = new(buffer, 3, sequence: 1);
        buffer.Retain();

        message.Dispose();
        message.Dispose();

        Assert.Equal(1, _pool.Outstanding);
        Assert.Equal("abc"u8, buffer.Array.AsSpan(0, 3));
        Assert.Throws<ObjectDisposedException>(() => message.Span.Length);
        buffer.Release();
    }

    [Fact]
    public void Default_is_empty_and_harmless()
    {
        Message none = default;

        Assert.Equal(0, none.Length);
        Assert.True(none.Span.IsEmpty);
        Assert.True(none.Memory.IsEmpty);
        none.Dispose();
        Assert.True(none.Span.IsEmpty);
    }

    [Fact]
    public void Equals_its_copies_and_no_later_message_of_the_same_block()
    {
        Message first = MessageOf("abc"u8);
        Message copy = first;
        first.Dispose();
        using Message second = MessageOf("abc"u8);

        Assert.True(first == copy);
        Assert.Equal(first.GetHashCode(), copy.GetHashCode());
        Assert.True(first != second);
        Assert.False(first.Equals((object)second));
        Assert.Equal(default(Message), default);
    }

    [Fact]
    public async Task Takes_nothing_from_the_next_renter_when_copies_are_disposed_on_many_threads()
    {
        const int Rounds = 20_000;
        const int Copies = 3;
        Message shared = default;
        using Barrier lent = new(Copies, _ => shared = MessageOf("abc"u8));
        using Barrier copied = new(Copies);

        await Together.RunAsync(Copies, id =>
        {
            Span<byte> own = [(byte)id];
            for (int i = 0; i < Rounds; i++)
            {
                lent.SignalAndWait();
                Message copy = shared;
                copied.SignalAndWait();
                copy.Dispose();

                // The block is likely the one just returned, while the other copies are still being disposed.
                Message next = MessageOf(own);
                Assert.Equal(own, next.Span);
                next.Dispose();
            }
        });

        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Allocates_nothing()
    {
        BufferPool pool = new();
        long allocated = Allocated.BytesBy(() =>
        {
            for (int i = 0; i < 1_000_000; i++)
            {
                using Message message = new(pool.Rent(64), 64, sequence: 1);
            }
        });

        Assert.Equal(0, allocated);
    }

    private Message MessageOf(ReadOnlySpan<byte> payload, ulong sequence = 0)
    {
        PooledBuffer buffer = _pool.Rent(payload.Length);
        payload.CopyTo(buffer.Array);
        return new Message(buffer, payload.Length, sequence);
    }
}
