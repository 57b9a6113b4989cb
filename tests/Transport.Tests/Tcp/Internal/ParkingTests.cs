using Sockets.Transport.Tcp;
using Sockets.Transport.Tcp.Internal.Streams;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

public sealed class ParkingTests
{
    private readonly Parking _parking = new(capacity: 10, Driver.Async);

    [Fact]
    public void Lets_the_loop_go_below_its_capacity()
    {
        _parking.Hold(9);
        Assert.True(_parking.WaitAsync().AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Holds_the_loop_at_its_capacity_until_half_of_it_was_let_go()
    {
        _parking.Hold(10);
        Task parked = _parking.WaitAsync().AsTask();

        _parking.LetGo(4);
        Assert.False(parked.IsCompleted);
        _parking.LetGo(1);

        await parked.WithinAsync();
    }

    [Fact]
    public async Task Parks_again_and_again()
    {
        for (int i = 0; i < 100; i++)
        {
            _parking.Hold(10);
            Task parked = _parking.WaitAsync().AsTask();
            Assert.False(parked.IsCompleted);
            _parking.LetGo(10);
            await parked.WithinAsync();
        }
    }

    [Fact]
    public async Task Holds_nobody_once_it_is_open()
    {
        _parking.Hold(10);
        Task parked = _parking.WaitAsync().AsTask();

        _parking.Open();

        await parked.WithinAsync();
        _parking.Hold(100);
        Assert.True(_parking.WaitAsync().AsTask().IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(Driver.DedicatedThread)]
    [InlineData(Driver.BusyPoll)]
    public void Holds_a_loop_with_a_thread_of_its_own_in_place(Driver driver)
    {
        Parking parking = new(capacity: 10, driver);
        parking.Hold(10);
        using ManualResetEventSlim arrived = new();
        Thread loop = new(() =>
        {
            arrived.Set();
            Assert.True(parking.WaitAsync().AsTask().IsCompletedSuccessfully);
        });
        loop.Start();
        arrived.Wait(TestContext.Current.CancellationToken);
        Eventually.TrueInPlace(() => loop.ThreadState.HasFlag(ThreadState.WaitSleepJoin));

        parking.LetGo(5);

        Assert.True(loop.Join(Bounded.Default));
    }

    [Theory]
    [InlineData(Driver.Async)]
    [InlineData(Driver.DedicatedThread)]
    public async Task Never_leaves_the_loop_parked_while_another_thread_lets_go(Driver driver)
    {
        const int Frames = 100_000;
        Parking parking = new(capacity: 10, driver);
        using SemaphoreSlim held = new(0);
        Task application = Task.Run(
            () =>
            {
                for (int i = 0; i < Frames; i++)
                {
                    held.Wait();
                    parking.LetGo(1);
                }
            },
            CancellationToken.None);
        Task loop = Task.Run(
            async () =>
            {
                for (int i = 0; i < Frames; i++)
                {
                    parking.Hold(1);
                    held.Release();
                    await parking.WaitAsync();
                }
            },
            CancellationToken.None);

        await Task.WhenAll(application, loop).WithinAsync();
    }
}
