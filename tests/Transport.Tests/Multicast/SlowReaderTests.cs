using Sockets.Transport.Multicast;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>
/// A reader at a tenth of the rate: of ten packets that come, a millisecond apart, it takes one. Each policy keeps what it
/// promises, within the bounds of the queue, and the memory stays where it was.
/// </summary>
[Collection(Alone.Name)]
public sealed class SlowReaderTests
{
    private const int Sent = 50_000;
    private const int Capacity = 64;

    private static readonly MulticastQueueOptions s_queue = new() { Messages = Capacity, PayloadBytes = 40_000 };

    [Fact]
    public void The_oldest_is_never_further_behind_than_the_queue_is_long()
    {
        Run(OverflowPolicy.DropOldest, (newest, taken) => Assert.InRange(newest - taken, 0, Capacity - 1));
    }

    [Fact]
    public void What_came_first_is_kept_without_a_gap_when_the_newest_goes()
    {
        int count = 0;
        long last = 0;
        MulticastStats stats = Run(OverflowPolicy.DropNewest, (_, taken) =>
        {
            Assert.True(taken > last && (++count > Capacity || taken == count), $"{taken} is the {count}. taken, behind {last}.");
            last = taken;
        });

        Assert.Equal(stats.Dropped, stats.DroppedNewest);
    }

    [Fact]
    public void Whatever_is_taken_is_the_latest_of_its_key()
    {
        MulticastStats stats = Run(OverflowPolicy.Conflate, (newest, taken) => Assert.InRange(newest - taken, 0, 9));

        Assert.Equal(stats.Dropped, stats.Conflated);
    }

    [Fact]
    public void Nothing_older_than_its_deadline_is_taken()
    {
        // Numbers are milliseconds here; those that 4 divides are of use for 12 of them only.
        MulticastStats stats = Run(OverflowPolicy.Deadline, (newest, taken) => Assert.InRange(newest - taken, 0, taken % 4 == 0 ? 11 : 39));

        Assert.InRange(stats.DroppedDeadline, Sent * 8 / 10, Sent);
    }

    [Theory]
    [InlineData(nameof(MadeUpVideo.Codec.Flags), MulticastWire.Native)]
    [InlineData(nameof(MadeUpVideo.Codec.H264), MulticastWire.Rtp)]
    [InlineData(nameof(MadeUpVideo.Codec.H265), MulticastWire.Rtp)]
    [InlineData(nameof(MadeUpVideo.Codec.TransportStream), MulticastWire.Rtp)]
    [InlineData(nameof(MadeUpVideo.Codec.TransportStream), MulticastWire.Raw)]
    public void Key_frames_are_kept_and_every_frame_that_is_taken_can_be_decoded(string codec, MulticastWire wire)
    {
        using PipelineRig rig = new(s_queue with { Overflow = OverflowPolicy.KeyFrameAware }, wire);
        MadeUpVideo video = new(Enum.Parse<MadeUpVideo.Codec>(codec), wire);
        HeapWatch heap = new();
        long came = 0;
        for (int i = 0; i < 20; i++)
        {
            foreach (byte[] datagram in video.Send(frames: 720))
            {
                rig.Arrive(datagram);
                rig.Time.Advance(TimeSpan.FromMilliseconds(1));
                AssertBounded(rig);
                if (++came % 10 == 0 && rig.Take() is { } taken)
                {
                    video.OnTaken(taken.Payload);
                }
            }

            heap.Look(i, from: 5);
        }

        MulticastStats stats = rig.AssertIdentities();
        Assert.InRange(stats.Dropped, came * 7 / 10, came);
        Assert.Equal((came, 0), (stats.Unique + stats.Unnumbered, stats.Lost));
        foreach ((byte[] payload, MulticastInfo _) in rig.TakeAll())
        {
            video.OnTaken(payload);
        }

        video.AssertDecodable();
        Assert.InRange(video.KeysTaken, video.KeysSent * 0.99, video.KeysSent);
    }

    [Theory]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.Conflate)]
    [InlineData(OverflowPolicy.Deadline)]
    [InlineData(OverflowPolicy.KeyFrameAware)]
    public async Task It_is_so_over_sockets_too(OverflowPolicy policy)
    {
        MulticastReceiverOptions options = MulticastRig.Receiver() with { Queue = s_queue with { Overflow = policy } };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        await using MulticastSender sender = MulticastSender.Start(MulticastRig.Sender(MulticastRig.GroupOf(receiver, options)));
        byte[] payload = new byte[500];
        HeapWatch heap = new();
        int previous = -1;
        for (int sent = 0; sent < 3000;)
        {
            for (int end = sent + 10; sent < end; sent++)
            {
                Numbered.Write(payload, 0, sent);
                MulticastSendOptions frame = new() { Flags = sent % 30 == 0 ? MulticastFlags.Key : MulticastFlags.Discardable };
                await sender.SendAsync(payload, frame, TestContext.Current.CancellationToken);
            }

            await Eventually.TrueAsync(() => receiver.Stats.Unique + receiver.Stats.Lost >= sent);
            Assert.InRange(receiver.Stats.QueuedBytes, 0, s_queue.PayloadBytes);
            long now = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
            if (receiver.TryReceive(out MulticastMessage message))
            {
                using (message)
                {
                    int taken = Numbered.NumberOf(message.Span);
                    Assert.True(taken > previous, $"{taken} came behind {previous}.");
                    Assert.InRange(taken, policy == OverflowPolicy.DropOldest ? sent - Capacity : policy == OverflowPolicy.Conflate ? sent - 1 : 0, sent);
                    previous = taken;

                    // A little is the time between the two clocks that are looked at.
                    Assert.False(policy == OverflowPolicy.Deadline && now - message.Info.ReceivedNanoseconds > 60_000_000, "It was older than its deadline.");
                }
            }

            heap.Look(sent, from: 1000, every: 1000);
        }

        MulticastStats stats = receiver.Stats;
        MulticastRig.AssertIdentities(stats);
        Assert.InRange(stats.Dropped, 1500, 3000);
    }

    /// <summary>Sends to a reader at a tenth of the rate, and shows what it takes: the newest number that has come, and its own.</summary>
    private static MulticastStats Run(OverflowPolicy policy, Action<long, long> onTaken)
    {
        using PipelineRig rig = new(s_queue with
        {
            Overflow = policy,
            MaxAge = TimeSpan.FromMilliseconds(40),
            Key = (in MulticastInfo _, ReadOnlySpan<byte> payload) => payload[0],
        });
        HeapWatch heap = new();
        for (int number = 1; number <= Sent; number++)
        {
            byte[] datagram = PipelineRig.Data(number, length: 500, maxAge: number % 4 == 0 ? 12 : 0);
            datagram[32] = (byte)(number % 10);
            rig.Arrive(datagram);
            AssertBounded(rig);
            if (number % 10 == 0 && rig.Take() is { } taken)
            {
                onTaken(number, taken.Info.Sequence);
            }

            rig.Time.Advance(TimeSpan.FromMilliseconds(1));
            heap.Look(number, from: 10_000, every: 10_000);
        }

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((Sent, 0), (stats.Unique, stats.Lost));
        Assert.InRange(stats.Dropped, Sent * 8 / 10, Sent);
        return stats;
    }

    private static void AssertBounded(PipelineRig rig)
    {
        (int messages, long bytes) = rig.Waiting;
        Assert.True(messages <= s_queue.Messages && bytes <= s_queue.PayloadBytes, $"{messages} messages and {bytes} bytes wait.");
    }

    /// <summary>What the program keeps, looked at now and then: from the first look on, hardly more.</summary>
    private sealed class HeapWatch
    {
        private const long MostGrowth = 1 << 20;

        private long _first;

        public void Look(int at, int from, int every = 1)
        {
            if (at < from || at % every != 0)
            {
                return;
            }

            long now = GC.GetTotalMemory(forceFullCollection: true);
            _first = _first == 0 ? now : _first;
            Assert.InRange(now - _first, long.MinValue, MostGrowth);
        }
    }
}
