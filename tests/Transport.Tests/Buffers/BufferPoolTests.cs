using System.Runtime.CompilerServices;
using Sockets.Transport.Buffers;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Buffers;

public sealed class BufferPoolTests : IDisposable
{
    private readonly CheckedPool _pool = new();

    public void Dispose() => _pool.Dispose();

    [Theory]
    [InlineData(0, 256)]
    [InlineData(1, 256)]
    [InlineData(256, 256)]
    [InlineData(257, 512)]
    [InlineData(512, 512)]
    [InlineData(513, 1024)]
    [InlineData((1 << 20) - 1, 1 << 20)]
    [InlineData(1 << 20, 1 << 20)]
    public void Lends_the_smallest_power_of_two_that_fits(int length, int size)
    {
        PooledBuffer buffer = _pool.Rent(length);
        Assert.Equal(size, buffer.Array.Length);
        buffer.Release();
    }

    [Fact]
    public void Refuses_a_negative_length() => Assert.Throws<ArgumentOutOfRangeException>(() => _pool.Rent(-1));

    [Fact]
    public void Lends_a_returned_block_again_the_last_one_first()
    {
        PooledBuffer first = _pool.Rent(1);
        PooledBuffer second = _pool.Rent(1);
        first.Release();
        second.Release();

        Assert.Same(second, _pool.Rent(1));
        Assert.Same(first, _pool.Rent(1));

        first.Release();
        second.Release();
    }

    [Fact]
    public void Does_not_mix_sizes()
    {
        PooledBuffer small = _pool.Rent(256);
        small.Release();

        PooledBuffer larger = _pool.Rent(257);
        Assert.NotSame(small, larger);
        larger.Release();
    }

    [Fact]
    public void Counts_what_is_lent_out_in_every_size()
    {
        PooledBuffer[] rented = [_pool.Rent(1), _pool.Rent(1), _pool.Rent(5000), _pool.Rent((1 << 20) + 1)];
        Assert.Equal(4, _pool.Outstanding);

        for (int i = 0; i < rented.Length; i++)
        {
            rented[i].Release();
            Assert.Equal(3 - i, _pool.Outstanding);
        }
    }

    [Fact]
    public void Lets_go_of_the_blocks_that_nobody_needed_between_two_trimmings()
    {
        BufferPool pool = new();
        PooledBuffer[] burst = [.. Enumerable.Range(0, 100).Select(_ => pool.Rent(1))];
        Array.ForEach(burst, block => block.Release());

        // The burst itself was since the last one; after it, three blocks are enough.
        pool.Trim();
        PooledBuffer[] few = [pool.Rent(1), pool.Rent(1), pool.Rent(1)];
        Array.ForEach(few, block => block.Release());
        pool.Trim();

        PooledBuffer[] next = [pool.Rent(1), pool.Rent(1), pool.Rent(1), pool.Rent(1)];
        Assert.Equal(3, next.Count(block => burst.Contains(block)));
        Array.ForEach(next, block => block.Release());
    }

    [Fact]
    public void Full_collections_trim_a_pool_that_is_watched()
    {
        BufferPool pool = PoolTrimmer.Watch(new BufferPool());
        WeakReference block = RentAndReturn(pool);

        // Young at first; then one collection finds the block unused, and the next one still so.
        for (int i = 0; i < 10 && block.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(block.IsAlive);
        GC.KeepAlive(pool);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference RentAndReturn(BufferPool pool)
        {
            PooledBuffer block = pool.Rent(1);
            block.Release();
            return new WeakReference(block);
        }
    }

    [Fact]
    public void Makes_a_block_beyond_the_longest_size_exactly_and_for_one_use()
    {
        PooledBuffer once = _pool.Rent((1 << 20) + 1);
        Assert.Equal((1 << 20) + 1, once.Array.Length);
        once.Release();

        PooledBuffer other = _pool.Rent((1 << 20) + 1);
        Assert.NotSame(once, other);
        other.Release();
    }

    [Fact]
    public void Keeps_sixteen_mebibytes_per_size_and_no_more()
    {
        BufferPool pool = new();
        PooledBuffer[] many = [.. Enumerable.Range(0, 17).Select(_ => pool.Rent(1 << 20))];
        foreach (PooledBuffer buffer in many)
        {
            buffer.Release();
        }

        PooledBuffer[] again = [.. many.Select(_ => pool.Rent(1 << 20))];

        Assert.Equal(16, again.Intersect(many).Count());
        Assert.Equal(17, pool.Outstanding);
    }

    [Fact]
    public void Poisons_what_was_never_written()
    {
        PooledBuffer small = _pool.Rent(1);
        PooledBuffer oversize = _pool.Rent((1 << 20) + 1);

        Assert.True(small.Array.AsSpan().IndexOfAnyExcept((byte)0xDD) < 0);
        Assert.True(oversize.Array.AsSpan().IndexOfAnyExcept((byte)0xDD) < 0);

        small.Release();
        oversize.Release();
    }

    [Fact]
    public void Shows_poison_to_who_reads_after_returning()
    {
        PooledBuffer buffer = _pool.Rent(3);
        byte[] stale = buffer.Array;
        "abc"u8.CopyTo(stale);

        buffer.Release();

        Assert.Equal("dd dd dd", Hex.Text(stale.AsSpan(0, 3)));
    }

    [Fact]
    public void Tells_when_somebody_wrote_after_returning()
    {
        PooledBuffer buffer = _pool.Rent(300);
        byte[] stale = buffer.Array;
        buffer.Release();
        stale[42] = 1;

        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => _pool.Rent(300));

        Assert.Contains("512 bytes was written to at 42", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Leaves_content_alone_when_not_told_to_poison()
    {
        BufferPool pool = new();
        PooledBuffer buffer = pool.Rent(1);
        buffer.Array[0] = 7;

        buffer.Release();

        Assert.Equal(7, buffer.Array[0]);
    }

    [Fact]
    public void Allocates_nothing_in_steady_state()
    {
        BufferPool pool = new();
        long allocated = Allocated.BytesBy(() =>
        {
            for (int i = 0; i < 1_000_000; i++)
            {
                pool.Rent(64).Release();
            }
        });

        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task Lends_no_block_twice_when_many_threads_rent_and_return()
    {
        await Together.RunAsync(4, id =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                PooledBuffer mine = _pool.Rent(1);
                mine.Array[0] = (byte)id;
                PooledBuffer other = _pool.Rent(1);
                other.Array[0] = (byte)~id;
                Assert.Equal((byte)id, mine.Array[0]);
                Assert.Equal((byte)~id, other.Array[0]);
                mine.Release();
                other.Release();
            }
        });

        Assert.Equal(0, _pool.Outstanding);
    }
}
