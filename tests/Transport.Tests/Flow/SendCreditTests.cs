using Sockets.Transport.Flow;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Flow;

public sealed class SendCreditTests
{
    private static readonly Credit s_window = new(64, 4);

    [Fact]
    public void Takes_bytes_and_one_message_until_the_bytes_are_used_up()
    {
        SendCredit credit = new(s_window);

        Assert.True(credit.TryTake(60));
        Assert.True(credit.TryTake(4));
        Assert.False(credit.TryTake(1));

        Assert.Equal(0, credit.AvailableBytes);
        Assert.Equal(2, credit.AvailableMessages);
        Assert.Equal(new Credit(64, 2), credit.Taken);
    }

    [Fact]
    public void Takes_until_the_messages_are_used_up()
    {
        SendCredit credit = new(s_window);
        for (int i = 0; i < 4; i++)
        {
            Assert.True(credit.TryTake(0));
        }

        Assert.False(credit.TryTake(0));
        Assert.Equal(new Credit(0, 4), credit.Taken);
    }

    [Fact]
    public void Takes_all_or_nothing()
    {
        SendCredit credit = new(s_window);
        Assert.True(credit.TryTake(1));

        Assert.False(credit.CanTake(64));
        Assert.False(credit.TryTake(64));

        Assert.Equal(new Credit(1, 1), credit.Taken);
        Assert.True(credit.CanTake(63));
    }

    [Fact]
    public void Could_ever_take_what_fits_the_whole_window_and_not_a_byte_more()
    {
        SendCredit credit = new(s_window);
        Assert.True(credit.TryTake(64));

        Assert.True(credit.CouldEverTake(64));
        Assert.False(credit.CouldEverTake(65));
    }

    [Fact]
    public void Could_ever_take_more_once_the_peer_has_shown_a_wider_window()
    {
        SendCredit credit = new(s_window);

        Assert.Equal(CreditGrantResult.Applied, credit.Grant(new Credit(100, 4)));
        Assert.True(credit.TryTake(100));

        Assert.Equal(CreditGrantResult.Applied, credit.Grant(new Credit(101, 5)));

        Assert.Equal(1, credit.AvailableBytes);
        Assert.True(credit.CouldEverTake(100));
        Assert.False(credit.CouldEverTake(101));
    }

    [Fact]
    public void Refuses_a_negative_size()
    {
        SendCredit credit = new(s_window);
        Assert.Throws<ArgumentOutOfRangeException>(() => credit.TryTake(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => credit.CanTake(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => credit.CouldEverTake(-1));
    }

    [Fact]
    public void A_larger_grant_is_applied_and_the_same_one_again_is_stale()
    {
        SendCredit credit = new(s_window);
        Assert.True(credit.TryTake(64));

        Assert.Equal(CreditGrantResult.Applied, credit.Grant(new Credit(80, 5)));
        Assert.Equal(CreditGrantResult.Stale, credit.Grant(new Credit(80, 5)));

        Assert.Equal(16, credit.AvailableBytes);
        Assert.Equal(4, credit.AvailableMessages);
    }

    [Fact]
    public void A_grant_never_shrinks()
    {
        SendCredit credit = new(s_window);

        Assert.Equal(CreditGrantResult.Stale, credit.Grant(new Credit(63, 3)));
        Assert.Equal(CreditGrantResult.Stale, credit.Grant(default));

        Assert.Equal(s_window, credit.Granted);
    }

    [Theory]
    [InlineData(80, 3, 80, 4)]
    [InlineData(10, 9, 64, 9)]
    public void Each_number_of_a_grant_counts_where_it_is_larger(ulong bytes, ulong messages, ulong nowBytes, ulong nowMessages)
    {
        SendCredit credit = new(s_window);

        Assert.Equal(CreditGrantResult.Applied, credit.Grant(new Credit(bytes, messages)));

        Assert.Equal(new Credit(nowBytes, nowMessages), credit.Granted);
    }

    [Fact]
    public void A_window_of_int_max_is_applied_and_one_more_is_a_violation()
    {
        SendCredit credit = new(s_window);
        Assert.True(credit.TryTake(5));

        Assert.Equal(CreditGrantResult.Violation, credit.Grant(new Credit(int.MaxValue + 6UL, 4)));
        Assert.Equal(CreditGrantResult.Violation, credit.Grant(new Credit(64, int.MaxValue + 2UL)));
        Assert.Equal(s_window, credit.Granted);

        Assert.Equal(CreditGrantResult.Applied, credit.Grant(new Credit(int.MaxValue + 5UL, int.MaxValue + 1UL)));
        Assert.Equal(int.MaxValue, credit.AvailableBytes);
        Assert.Equal(int.MaxValue, credit.AvailableMessages);
    }

    [Theory]
    [InlineData(Credit.Limit + 1, 4)]
    [InlineData(64, Credit.Limit + 1)]
    [InlineData(ulong.MaxValue, ulong.MaxValue)]
    [InlineData(80, ulong.MaxValue)]
    public void A_grant_beyond_the_limit_is_a_violation_and_changes_nothing(ulong bytes, ulong messages)
    {
        SendCredit credit = new(s_window);

        Assert.Equal(CreditGrantResult.Violation, credit.Grant(new Credit(bytes, messages)));

        Assert.Equal(s_window, credit.Granted);
        Assert.Equal(64, credit.AvailableBytes);
        Assert.False(credit.CouldEverTake(65));
    }

    [Fact]
    public void Refuses_a_first_grant_that_is_no_window()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SendCredit(new Credit(int.MaxValue + 1UL, 1)));
        Assert.Equal(int.MaxValue, new SendCredit(new Credit(int.MaxValue, 1)).AvailableBytes);
    }

    [Fact]
    public void Sends_nothing_before_the_peer_grants_anything()
    {
        SendCredit credit = new(default);
        Assert.False(credit.TryTake(0));

        Assert.Equal(CreditGrantResult.Applied, credit.Grant(s_window));
        Assert.True(credit.TryTake(64));
    }

    [Fact]
    public void Allocates_nothing()
    {
        SendCredit credit = new(s_window);
        int refused = 0;
        long allocated = Allocated.BytesBy(() =>
        {
            for (int i = 0; i < 1_000_000; i++)
            {
                refused += credit.TryTake(16) ? 0 : 1;
                credit.Grant(new Credit(credit.Taken.Bytes + 64, credit.Taken.Messages + 4));
            }
        });

        Assert.Equal(0, refused);
        Assert.Equal(0, allocated);
    }
}
