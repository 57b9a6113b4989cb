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

    private sealed class Owner : ILeaseOwner
    {
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
