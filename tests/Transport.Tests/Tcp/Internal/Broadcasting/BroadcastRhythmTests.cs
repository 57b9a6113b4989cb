using System.Diagnostics;
using Sockets.Transport.Tcp.Internal.Broadcasting;

namespace Sockets.Transport.Tests.Tcp.Internal.Broadcasting;

/// <summary>When a group leaves the sending to others. Times are in microseconds.</summary>
public sealed class BroadcastRhythmTests
{
    private readonly BroadcastRhythm _rhythm = new();
    private long _now = Stopwatch.Frequency;

    [Fact]
    public void Broadcasts_now_and_then_leave_at_once() => Assert.DoesNotContain(true, Broadcast(100, pause: 9));

    [Fact]
    public void Sixteen_pauses_too_short_to_matter_make_batches()
    {
        // Nothing came before the first, so it stands alone.
        bool[] inBatches = Broadcast(18, pause: 8);

        Assert.Equal([.. Enumerable.Repeat(false, 16), true, true], inBatches);
    }

    /// <summary>How long the broadcast itself takes says nothing: to many subscribers it takes long.</summary>
    [Fact]
    public void A_pause_begins_when_the_last_broadcast_ended()
    {
        bool[] inBatches = Broadcast(17, pause: 1, takes: 5_000);

        Assert.True(inBatches[^1]);
    }

    [Fact]
    public void Three_that_stand_alone_end_it_and_fewer_do_not()
    {
        Broadcast(17, pause: 1);

        Assert.Equal([true, true], Broadcast(2, pause: 100));
        Assert.Equal([true], Broadcast(1, pause: 1));
        Assert.Equal([true, true, false, false], Broadcast(4, pause: 100));
        Assert.Equal([false], Broadcast(1, pause: 1));
    }

    private bool[] Broadcast(int count, int pause, int takes = 2)
    {
        bool[] inBatches = new bool[count];
        for (int i = 0; i < count; i++)
        {
            _now += pause * Stopwatch.Frequency / 1_000_000;
            inBatches[i] = _rhythm.IsBackToBack(_now);
            _now += takes * Stopwatch.Frequency / 1_000_000;
            _rhythm.OnEnd(_now);
        }

        return inBatches;
    }
}
