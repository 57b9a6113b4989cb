using Sockets.Tools.Output;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Tests.Output;

/// <summary>What is said of losses while they happen.</summary>
public sealed class MulticastTextTests
{
    private static readonly MulticastStats s_lossy = new()
    {
        Expected = 10_000,
        Lost = 112,
        LostUpstream = 100,
        LostSocket = 11,
        LostUnattributed = 1,
        Pending = 5,
        DroppedOldest = 2000,
        Queued = 8192,
    };

    [Fact]
    public void Says_where_how_many_were_lost_while_they_are() => Assert.Equal(
        "112 lost (1.12 %): 100 upstream, 11 in the socket, 1 place unknown  2,000 dropped here  5 missing so far  8,192 queued", MulticastText.Live(s_lossy, width: 120));

    [Fact]
    public void Says_no_more_than_there_is_to_say() => Assert.Equal("0 lost  0 queued", MulticastText.Live(new MulticastStats(), width: 80));

    [Theory]
    [InlineData(120, 118)]
    [InlineData(100, 86)]
    [InlineData(80, 66)]
    [InlineData(20, 0)]
    public void Leaves_out_what_does_not_fit(int width, int length) => Assert.Equal(length, MulticastText.Live(s_lossy, width).Length);
}
