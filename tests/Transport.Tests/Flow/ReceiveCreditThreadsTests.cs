using System.Collections.Concurrent;
using Sockets.Transport.Flow;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Flow;

public sealed class ReceiveCreditThreadsTests
{
    private const int Messages = 40_000;
    private const int Window = 64;

    private readonly ReceiveCredit _receiver = new(Window, windowMessages: 4, largestBytes: 40);
    private readonly Lock _gate = new();
    private readonly SendCredit _sender = new(new Credit(Window, 4));

    [Fact]
    public async Task The_sender_always_resumes_when_many_threads_release()
    {
        using BlockingCollection<int> held = [];
        using SemaphoreSlim granted = new(0);

        await Together.RunAsync(4, id =>
        {
            if (id == 0)
            {
                SendAll(held, granted);
            }
            else
            {
                ReleaseAll(held, granted);
            }
        });

        Assert.Equal(_sender.Taken, _receiver.Released);
        Assert.Equal((ulong)Messages, _receiver.Released.Messages);
        Assert.Equal(default, _receiver.Outstanding);
    }

    [Fact]
    public async Task Outstanding_is_never_seen_negative()
    {
        bool done = false;
        await Together.RunAsync(2, id =>
        {
            while (id == 1 && !Volatile.Read(ref done))
            {
                Credit outstanding = _receiver.Outstanding;
                Assert.True((long)outstanding.Bytes >= 0 && (long)outstanding.Messages >= 0, $"{outstanding}");
            }

            for (int i = 0; id == 0 && i < 1_000_000; i++)
            {
                Assert.True(_receiver.TryAccept(40));
                _receiver.Release(40);
                _receiver.TakeGrant();
            }

            Volatile.Write(ref done, true);
        });
    }

    [Fact]
    public async Task No_more_is_released_than_had_arrived_when_threads_release_too_often()
    {
        const int Threads = 3;
        const int Arrived = 1_200_000;
        const int TooOften = 100;
        ReceiveCredit credit = new(Arrived, Arrived, 1);
        for (int i = 0; i < Arrived; i++)
        {
            Assert.True(credit.TryAccept(1));
        }

        int refused = 0;
        using Barrier ready = new(Threads);
        await Together.RunAsync(Threads, _ =>
        {
            ready.SignalAndWait();
            for (int i = 0; i < (Arrived / Threads) + TooOften; i++)
            {
                try
                {
                    credit.Release(1);
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        });

        Assert.Equal(Threads * TooOften, refused);
        Assert.Equal(new Credit(Arrived, Arrived), credit.Released);
    }

    [Fact]
    public async Task A_grant_that_was_taken_is_not_taken_back_by_another_thread()
    {
        const int WindowMessages = 16;
        ReceiveCredit credit = new(windowBytes: 1000, WindowMessages, largestBytes: 1);
        bool done = false;
        await Together.RunAsync(2, id =>
        {
            while (id == 1 && !Volatile.Read(ref done))
            {
                // The pause leaves a grant that went back where the other thread runs into it.
                credit.TakeGrant();
                Thread.SpinWait(20);
            }

            for (int i = 0; id == 0 && i < 1_000_000; i++)
            {
                Assert.True(credit.TryAccept(1), $"Accepted {credit.Accepted}, granted {credit.Granted}.");
                credit.Release(1);
                if (i % WindowMessages == 0)
                {
                    credit.TakeGrant();
                }
            }

            Volatile.Write(ref done, true);
        });
    }

    private void SendAll(BlockingCollection<int> held, SemaphoreSlim granted)
    {
        Random random = new(1);
        for (int i = 0; i < Messages; i++)
        {
            int bytes = random.Next(1, 41);
            while (!TryTake(bytes))
            {
                granted.Wait(TestContext.Current.CancellationToken);
            }

            Assert.True(_receiver.TryAccept(bytes), "The sender overran the receiver.");
            held.Add(bytes);
        }

        held.CompleteAdding();
    }

    private void ReleaseAll(BlockingCollection<int> held, SemaphoreSlim granted)
    {
        foreach (int bytes in held.GetConsumingEnumerable())
        {
            if (_receiver.Release(bytes))
            {
                Credit grant = _receiver.TakeGrant();
                lock (_gate)
                {
                    Assert.NotEqual(CreditGrantResult.Violation, _sender.Grant(grant));
                }

                granted.Release();
            }
        }
    }

    private bool TryTake(int bytes)
    {
        lock (_gate)
        {
            return _sender.TryTake(bytes);
        }
    }
}
