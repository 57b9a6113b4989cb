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
}
