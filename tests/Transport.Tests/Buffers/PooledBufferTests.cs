using Sockets.Transport.Buffers;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Buffers;

public sealed class PooledBufferTests : IDisposable
{
    private readonly CheckedPool _pool = new();
    private readonly Owner _owner = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Throws_when_returned_twice_and_stays_usable()
    {
        PooledBuffer buffer = _pool.Rent(1);
        buffer.Release();

        Assert.Throws<InvalidOperationException>(buffer.Release);

        Assert.Equal(0, _pool.Outstanding);
        Assert.Same(buffer, _pool.Rent(1));
        buffer.Release();
    }

    [Fact]
    public void Throws_when_an_oversize_block_is_returned_twice()
    {
        PooledBuffer buffer = _pool.Rent((1 << 20) + 1);
        buffer.Release();

        Assert.Throws<InvalidOperationException>(buffer.Release);

        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Throws_when_retained_after_it_was_returned()
    {
        PooledBuffer buffer = _pool.Rent(1);
        buffer.Release();

        Assert.Throws<InvalidOperationException>(buffer.Retain);

        Assert.Throws<InvalidOperationException>(buffer.Release);
    }

    [Fact]
    public void Goes_back_when_the_last_of_several_holders_lets_go()
    {
        PooledBuffer buffer = _pool.Rent(1);
        uint version = buffer.Version;
        buffer.Retain();
        buffer.Retain();

        buffer.Release();
        buffer.Release();
        Assert.Equal(1, _pool.Outstanding);
        Assert.Equal(version, buffer.Version);

        buffer.Release();
        Assert.Equal(0, _pool.Outstanding);
        Assert.NotEqual(version, buffer.Version);
    }

    [Fact]
    public void Tells_its_owner_once_after_it_has_gone_back()
    {
        PooledBuffer buffer = _pool.Rent(1);
        buffer.Owner = _owner;
        buffer.Cost = 9;
        _owner.Check = () => Assert.Equal(0, _pool.Outstanding);
        buffer.Retain();

        buffer.Release();
        Assert.Empty(_owner.Costs);

        buffer.Release();
        Assert.Equal([9], _owner.Costs);
    }

    [Fact]
    public void Forgets_its_owner_before_it_is_lent_again()
    {
        PooledBuffer buffer = _pool.Rent(1);
        buffer.Owner = _owner;
        buffer.Cost = 9;
        buffer.Release();

        Assert.Same(buffer, _pool.Rent(1));
        Assert.Null(buffer.Owner);
        Assert.Equal(0, buffer.Cost);
        buffer.Release();

        Assert.Equal([9], _owner.Costs);
    }

    [Fact]
    public void Lets_an_owner_rent_the_block_it_was_just_told_of()
    {
        PooledBuffer buffer = _pool.Rent(1);
        PooledBuffer? again = null;
        buffer.Owner = _owner;
        _owner.Check = () => again = _pool.Rent(1);

        buffer.Release();

        Assert.Same(buffer, again);
        again!.Release();
        Assert.Single(_owner.Costs);
    }

    [Fact]
    public async Task Goes_back_once_when_holders_on_many_threads_let_go()
    {
        const int Rounds = 5_000;
        const int Holders = 3;
        PooledBuffer? shared = null;
        using Barrier lent = new(Holders, _ =>
        {
            Assert.Equal(0, _pool.Outstanding);
            shared = _pool.Rent(1);
            shared.Owner = _owner;
            shared.Retain();
            shared.Retain();
        });
        using Barrier released = new(Holders);

        await Together.RunAsync(Holders, _ =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                lent.SignalAndWait();
                shared!.Release();
                released.SignalAndWait();
            }
        });

        Assert.Equal(Rounds, _owner.Costs.Count);
    }

    [Fact]
    public void A_shared_block_goes_back_when_it_is_sealed_and_each_of_its_messages_was_let_go()
    {
        Owner owner = new();
        PooledBuffer block = _pool.Rent(100);
        block.Owner = owner;
        block.Share();
        Message first = new(block, place: 0, offset: 0, length: 3, sequence: 1);
        Message second = new(block, place: 1, offset: 3, length: 4, sequence: 2);

        first.Dispose();
        first.Dispose();
        block.Seal(filled: 2);
        Assert.Equal(1, _pool.Outstanding);
        second.Dispose();
        second.Dispose();

        Assert.Equal((0L, 2), (_pool.Outstanding, owner.Parts.Count));
        Assert.Equal([3, 4], owner.Parts);
    }

    [Fact]
    public void A_shared_block_whose_messages_are_gone_goes_back_when_it_is_sealed()
    {
        PooledBuffer block = _pool.Rent(100);
        block.Share();
        Message only = new(block, place: 0, offset: 0, length: 3, sequence: 1);

        only.Dispose();
        Assert.Equal(1, _pool.Outstanding);
        block.Seal(filled: 1);

        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task A_shared_block_goes_back_once_whoever_lets_go_last()
    {
        for (int round = 0; round < 2000; round++)
        {
            PooledBuffer block = _pool.Rent(100);
            block.Share();
            Message[] messages = [.. Enumerable.Range(0, PooledBuffer.Places).Select(place => new Message(block, place, place, 1, 1))];
            await Task.WhenAll(
                Task.Run(() => Array.ForEach(messages, message => message.Dispose()), TestContext.Current.CancellationToken),
                Task.Run(() => Array.ForEach(messages, message => message.Dispose()), TestContext.Current.CancellationToken),
                Task.Run(() => block.Seal(PooledBuffer.Places), TestContext.Current.CancellationToken));
            Assert.Equal(0, _pool.Outstanding);
        }
    }

    private sealed class Owner : ILeaseOwner
    {
        public List<int> Parts { get; } = [];

        public void OnPartReleased(int length) => Parts.Add(length);

        public List<int> Costs { get; } = [];

        public Action Check { get; set; } = () => { };

        public void OnReleased(int cost)
        {
            Check();
            lock (Costs)
            {
                Costs.Add(cost);
            }
        }
    }
}
