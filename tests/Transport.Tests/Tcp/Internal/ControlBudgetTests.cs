using Sockets.Transport.Tcp.Internal.Sessions;

namespace Sockets.Transport.Tests.Tcp.Internal;

public sealed class ControlBudgetTests
{
    private readonly ControlBudget _budget = new();

    [Fact]
    public void Takes_ten_thousand_frames_in_a_second_and_not_one_more()
    {
        Assert.Equal(10_000, TakeAll(now: 0, messages: 0));
        Assert.False(_budget.TryTake(8, now: 999, messages: 0));
    }

    [Fact]
    public void Brings_as_many_again_with_the_next_second_and_saves_none_up()
    {
        TakeAll(now: 0, messages: 0);

        Assert.Equal(10_000, TakeAll(now: 1000, messages: 0));
        Assert.Equal(10_000, TakeAll(now: 60_000, messages: 0));
    }

    // Credit may come long after the messages that it is for.
    [Fact]
    public void Each_message_brings_four_more_whenever_they_are_used()
    {
        Assert.True(_budget.TryTake(8, now: 0, messages: 25));

        Assert.Equal(10_000 + 100 - 1, TakeAll(now: 5000, messages: 25));
    }

    [Theory]
    [InlineData(256, 10_000)]
    [InlineData(257, 5_000)]
    [InlineData(65_536, 39)]
    public void A_long_frame_counts_once_for_each_256_bytes_begun(int bytes, int taken) =>
        Assert.Equal(taken, TakeAll(now: 0, messages: 0, bytes));

    private int TakeAll(long now, ulong messages, int bytes = 8)
    {
        int taken = 0;
        while (_budget.TryTake(bytes, now, messages))
        {
            taken++;
        }

        return taken;
    }
}
