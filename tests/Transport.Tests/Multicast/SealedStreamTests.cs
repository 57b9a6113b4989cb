using System.Text;
using Sockets.Transport.Multicast;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>A stream that is sealed with the key of its group, from the sender to the reader.</summary>
public sealed class SealedStreamTests
{
    private readonly MulticastKey _key = MulticastKey.Generate();

    [Theory]
    [InlineData(MulticastCalls.Fastest)]
    [InlineData(MulticastCalls.Managed)]
    public async Task Carries_messages_and_fragments_that_nobody_else_can_read(MulticastCalls calls)
    {
        MulticastReceiverOptions options = MulticastRig.Receiver() with { Key = _key, ExpectFrom = 1, Calls = calls };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        using DatagramPeer stranger = new();
        await using MulticastSender sender = MulticastSender.Start(
            MulticastRig.Sender(MulticastRig.GroupOf(receiver, options)) with
            {
                Key = _key,
                MaxDatagramLength = 500,
                SecondEndPoint = stranger.EndPoint,
                Calls = calls,
            });
        byte[] secret = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("secret ", 300)));
        foreach (int length in (int[])[0, 1, 440, 441, 2000])
        {
            Assert.Equal(SendStatus.Queued, sender.TrySend(secret.AsSpan(0, length)));
            using MulticastMessage message = await receiver.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
            Assert.Equal(secret[..length], message.Span.ToArray());
        }

        await sender.CompleteAsync(TestContext.Current.CancellationToken).WithinAsync();
        await Eventually.TrueAsync(() => receiver.AllSourcesEnded);
        Assert.Equal((0, 0), (receiver.Stats.Lost, receiver.Stats.Unauthentic));
        MulticastRig.AssertIdentities(receiver.Stats);
        for (int i = 0; i < 9; i++)
        {
            byte[] seen = await stranger.ReceiveAsync();
            Assert.InRange(seen.Length, 0, 500);
            Assert.DoesNotContain("secret", Encoding.ASCII.GetString(seen), StringComparison.Ordinal);
        }
    }

    // TMC1-S3
    [Fact]
    public void A_wrong_key_is_counted_and_costs_nothing_else()
    {
        using PipelineRig rig = new(key: _key);
        rig.Arrive(PipelineRig.Sealed(1, MulticastKey.Generate()));
        rig.Arrive(PipelineRig.Data(1));
        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((2, 0, 0), (stats.Unauthentic, stats.SourcesStarted, stats.NumberedArrivals));

        rig.Arrive(PipelineRig.Sealed(1, _key));
        Assert.Equal(1, rig.AssertIdentities().Unique);
    }

    // TMC1-S5
    [Fact]
    public void A_run_that_was_recorded_and_is_sent_again_is_no_new_beginning()
    {
        ManualTime time = new();
        byte[] old = PipelineRig.Sealed(5, _key, epoch: 7, time);
        time.Advance(TimeSpan.FromSeconds(1));
        byte[] present = PipelineRig.Sealed(1, _key, epoch: 8, time);
        using PipelineRig rig = new(key: _key);
        rig.Arrive(present);
        rig.Arrive(old);

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((0, 1, 1), (stats.Restarts, stats.ForeignEpoch, stats.Expected));

        time.Advance(TimeSpan.FromSeconds(1));
        rig.Arrive(PipelineRig.Sealed(1, _key, epoch: 9, time));
        Assert.Equal(1, rig.AssertIdentities().Restarts);
    }

    // TMC1-S5
    [Fact]
    public void A_sender_whose_clock_was_set_back_is_heard_when_its_former_run_has_been_silent_for_ten_seconds()
    {
        ManualTime setBack = new();
        ManualTime before = new();
        before.Advance(TimeSpan.FromHours(1));
        using PipelineRig rig = new(key: _key);
        rig.Arrive(PipelineRig.Sealed(1, _key, epoch: 7, before));
        for (int second = 1; second < 10; second++)
        {
            rig.Pass(TimeSpan.FromSeconds(1));
            setBack.Advance(TimeSpan.FromSeconds(1));
            rig.Arrive(PipelineRig.Sealed(second, _key, epoch: 8, setBack));
        }

        Assert.Equal((0, 9), (rig.AssertIdentities().Restarts, rig.Stats.ForeignEpoch));
        rig.Pass(TimeSpan.FromSeconds(1));
        rig.Arrive(PipelineRig.Sealed(10, _key, epoch: 8, setBack));
        rig.Arrive(PipelineRig.Sealed(11, _key, epoch: 8, setBack));

        Assert.Equal((1, 9, 3, 0), (rig.AssertIdentities().Restarts, rig.Stats.ForeignEpoch, rig.Stats.Unique, rig.Stats.Lost));
    }

    // TMC1-S5
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_recorded_run_that_comes_in_a_long_silence_gives_way_when_the_sender_goes_on(int feeds)
    {
        ManualTime time = new();
        byte[] recorded = PipelineRig.Sealed(5, _key, epoch: 7, time);
        time.Advance(TimeSpan.FromSeconds(1));
        using PipelineRig rig = new(key: _key, feeds: feeds);
        rig.Arrive(PipelineRig.Sealed(1, _key, epoch: 8, time));
        rig.Pass(TimeSpan.FromSeconds(10));
        rig.Arrive(recorded);
        time.Advance(TimeSpan.FromSeconds(11));
        rig.Arrive(PipelineRig.Sealed(2, _key, epoch: 8, time));
        rig.Arrive(recorded);

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((2, 1, 3, 0), (stats.Restarts, stats.ForeignEpoch, stats.Unique, stats.Lost));
    }

    [Fact]
    public void Is_for_the_native_format()
    {
        Assert.Contains("Key is for the native format", Assert.Throws<ArgumentException>(
            () => MulticastReceiver.Start(MulticastRig.Receiver() with { Key = _key, Wire = MulticastWire.Rtp })).Message, StringComparison.Ordinal);
        Assert.Contains("Key is for the native format", Assert.Throws<ArgumentException>(() => MulticastSender.Start(
            MulticastRig.Sender(new(System.Net.IPAddress.Loopback, 1)) with { Key = _key, Wire = MulticastWire.Raw })).Message, StringComparison.Ordinal);
    }
}
