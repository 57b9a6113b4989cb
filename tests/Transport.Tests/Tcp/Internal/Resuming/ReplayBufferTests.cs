using Sockets.Transport.Links;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tcp.Internal.Resuming;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal.Resuming;

/// <summary>Blocks of 100 bytes that hold ten messages each, kept in 250 bytes and for 10 s.</summary>
public sealed class ReplayBufferTests : IDisposable
{
    private readonly CheckedPool _pool = new();
    private readonly ManualTime _time = new();
    private readonly ReplayBuffer _buffer;
    private ulong _last;

    public ReplayBufferTests()
    {
        _buffer = new ReplayBuffer(new ResumeOptions { ReplayBytes = 250, ReplayAge = TimeSpan.FromSeconds(10) }, Ticker.For(_time));
    }

    public void Dispose()
    {
        _buffer.Close();
        _pool.Dispose();
    }

    [Fact]
    public void Gives_a_block_back_when_the_last_of_its_messages_is_acknowledged()
    {
        Keep();
        _buffer.Acknowledge(9);
        Assert.Equal((1UL, 100L, 1L), (_buffer.First, _buffer.Bytes, _pool.Outstanding));
        _buffer.Acknowledge(10);
        Assert.Equal((11UL, 100UL, 0L, 0L), (_buffer.First, _buffer.CostBefore, _buffer.Bytes, _pool.Outstanding));
    }

    [Fact]
    public void Keeps_nothing_that_was_acknowledged_before_it_came()
    {
        _buffer.Acknowledge(10);
        Keep();
        Assert.Equal((11UL, 0L), (_buffer.First, _pool.Outstanding));
    }

    [Fact]
    public void Evicts_the_oldest_when_the_others_fill_it()
    {
        Keep(3);
        Assert.Equal((1UL, 300L), (_buffer.First, _buffer.Bytes));
        Keep();
        Assert.Equal((11UL, 100UL, 300L), (_buffer.First, _buffer.CostBefore, _buffer.Bytes));
    }

    [Fact]
    public void Evicts_what_is_too_old()
    {
        Keep();
        _time.Advance(TimeSpan.FromSeconds(10));
        Keep();
        Assert.Equal(1UL, _buffer.First);
        _time.Advance(Ticker.Period);
        _buffer.Evict();
        Assert.Equal(11UL, _buffer.First);
    }

    [Fact]
    public void What_is_sent_again_stays_available()
    {
        Keep(2);
        Assert.True(_buffer.TryTake(out OutboxBlocks.Block? first));
        Assert.True(_buffer.TryTake(out OutboxBlocks.Block? second));
        Assert.False(_buffer.TryTake(out _));
        Assert.Equal((1UL, 0L), (_buffer.First, _buffer.Bytes));
        _buffer.Keep(first);
        _buffer.Keep(second);
        Assert.Equal((1UL, 200L), (_buffer.First, _buffer.Bytes));
    }

    [Fact]
    public void Keeps_nothing_once_it_is_closed()
    {
        Keep();
        _buffer.Close();
        Keep();
        Assert.Equal((0L, 0L), (_buffer.Bytes, _pool.Outstanding));
    }

    private void Keep(int blocks = 1)
    {
        for (int i = 0; i < blocks; i++)
        {
            OutboxBlocks.Block block = _buffer.TakeSpare() ?? new OutboxBlocks.Block();
            block.Open(_pool.Pool.Rent(100), 100);
            block.Written = 100;
            _last += 10;
            (block.Last, block.CostAtEnd, block.Time) = (_last, _last * 10, Ticker.For(_time).Now);
            _buffer.Keep(block);
        }
    }
}
