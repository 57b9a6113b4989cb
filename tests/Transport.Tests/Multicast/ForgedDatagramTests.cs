using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>What one datagram of somebody who wants to do harm, or of a broken sender, cannot do.</summary>
public sealed class ForgedDatagramTests
{
    // TMC1-S3
    [Fact]
    public void One_that_is_longer_than_any_is_truncated_although_the_room_for_trains_holds_it()
    {
        MulticastKey key = MulticastKey.Generate();
        using PipelineRig rig = new(key: key);
        byte[] longer = new byte[Tmc1Header.Size + 3000 + DatagramSeal.TrailerLength];
        NativeFormat format = new(0, 1, DatagramSeal.ForSender(MulticastKey.Generate(), 1, TimeProvider.System));
        format.WriteData(longer, default);
        format.Stamp(longer, 1, 1);
        format.Seal(longer);
        rig.Arrive(longer);
        rig.Arrive([.. longer, .. longer], segment: longer.Length);
        rig.Arrive(PipelineRig.Sealed(1, key));

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((4, 3, 1), (stats.DatagramsRead, stats.Truncated, stats.Unique));
    }

    // TMC1-T1
    [Theory]
    [InlineData(long.MinValue, 1)]
    [InlineData(1, long.MinValue)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(-1, long.MaxValue)]
    public void A_time_of_sending_that_cannot_be_measures_no_delay_and_no_jitter(long first, long second)
    {
        using PipelineRig rig = new();
        long now = (rig.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        rig.Arrive(PipelineRig.Data(1, sent: now));
        rig.Arrive(PipelineRig.Data(2, sent: first));
        rig.Arrive(PipelineRig.Data(3, sent: second));
        rig.Arrive(PipelineRig.Data(4, sent: now));

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((4, TimeSpan.Zero), (stats.Unique, stats.MaxJitter));
    }
}
