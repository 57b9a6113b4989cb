using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Statsd.Internal.Sending;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Statsd;

public sealed class StreamPathTests
{
    /// <summary>The clock is asked, if at all, between the look at the connection and the beginning of another.</summary>
    [Fact]
    public async Task A_connection_that_is_made_meanwhile_is_the_only_one()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        SlowClock clock = new();
        using StreamPath path = new(listener.LocalEndPoint!, clock, static () => { });
        Assert.False(path.IsReady());
        await Eventually.TrueAsync(() => path.LastError == SocketError.ConnectionRefused);
        listener.Listen();
        clock.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => path.IsReady() || clock.Timers == 2);
        clock.OnAsked = () =>
        {
            clock.MayBegin.Set();
            Eventually.TrueInPlace(() => path.Opened == 1 && clock.Ended == 2);

            // A moment for its last instruction, without which the test would show nothing.
            Thread.SpinWait(2_000_000);
        };
        path.IsReady();
        clock.MayBegin.Set();
        for (int i = 0; i < 10; i++)
        {
            // What was begun has got as far as its timer.
            await Task.Run(static () => { }, TestContext.Current.CancellationToken);
        }

        await Eventually.TrueAsync(path.IsReady);
        Assert.Equal((1, 2), (path.Opened, clock.Timers));
    }

    /// <summary>Holds up the second connecting at its timer until it may begin.</summary>
    private sealed class SlowClock : TimeProvider
    {
        private int _timers;
        private int _ended;

        public ManualTime Time { get; } = new();

        public ManualResetEventSlim MayBegin { get; } = new();

        public Action? OnAsked { get; set; }

        public int Timers => Volatile.Read(ref _timers);

        public int Ended => Volatile.Read(ref _ended);

        public override long TimestampFrequency => Time.TimestampFrequency;

        public override long GetTimestamp()
        {
            Action? onAsked = OnAsked;
            OnAsked = null;
            onAsked?.Invoke();
            return Time.GetTimestamp();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (Interlocked.Increment(ref _timers) == 2)
            {
                Assert.True(MayBegin.Wait(Bounded.Default));
            }

            return new Ending(Time.CreateTimer(callback, state, dueTime, period), () => Interlocked.Increment(ref _ended));
        }
    }

    private sealed class Ending(ITimer timer, Action onEnd) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            onEnd();
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
