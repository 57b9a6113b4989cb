using Sockets.Transport.Flow;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Flow;

public sealed class ReceiveCreditTests
{
    private readonly ReceiveCredit _credit = new(windowBytes: 64, windowMessages: 4, largestBytes: 32);

    [Fact]
    public void Grants_the_whole_window_at_first()
    {
        Assert.Equal(new Credit(64, 4), _credit.Granted);
        Assert.Equal(new Credit(64, 4), _credit.TakeGrant());
    }

    [Fact]
    public void Accepts_up_to_the_window_in_bytes_and_not_a_byte_more()
    {
        Assert.True(_credit.TryAccept(64));

        Assert.False(_credit.TryAccept(1));

        Assert.Equal(new Credit(64, 1), _credit.Outstanding);
    }

    [Fact]
    public void Accepts_up_to_the_window_in_messages_and_not_one_more()
    {
        Accept(0, 0, 0, 0);

        Assert.False(_credit.TryAccept(0));

        Assert.Equal(new Credit(0, 4), _credit.Outstanding);
    }

    [Fact]
    public void Holds_the_peer_to_what_was_granted_not_to_what_was_released()
    {
        Accept(64);
        Assert.True(_credit.Release(64));
        Assert.False(_credit.TryAccept(1));

        Assert.Equal(new Credit(128, 5), _credit.TakeGrant());
        Assert.True(_credit.TryAccept(64));
    }

    [Fact]
    public void A_grant_is_due_at_a_quarter_of_the_window_in_bytes()
    {
        ReceiveCredit credit = new(windowBytes: 64, windowMessages: 100, largestBytes: 32);
        Assert.True(credit.TryAccept(15) && credit.TryAccept(1));

        Assert.False(credit.Release(15));
        Assert.True(credit.Release(1));
    }

    [Fact]
    public void A_grant_is_due_at_a_quarter_of_the_window_in_messages()
    {
        ReceiveCredit credit = new(windowBytes: 64, windowMessages: 8, largestBytes: 32);
        Assert.True(credit.TryAccept(0) && credit.TryAccept(0));

        Assert.False(credit.Release(0));
        Assert.True(credit.Release(0));
    }

    [Fact]
    public void A_grant_stays_due_until_it_is_taken()
    {
        Accept(16, 0, 0);
        Assert.True(_credit.Release(16));
        Assert.True(_credit.Release(0));

        Assert.Equal(new Credit(80, 6), _credit.TakeGrant());
        Assert.Equal(new Credit(80, 6), _credit.Granted);
        Assert.True(_credit.Release(0));
    }

    [Fact]
    public void A_grant_taken_when_none_is_due_is_the_same_again()
    {
        Accept(16);
        _credit.Release(16);
        Credit first = _credit.TakeGrant();

        Assert.Equal(first, _credit.TakeGrant());
    }

    [Fact]
    public void Grants_come_in_steps_not_per_message()
    {
        ReceiveCredit credit = new(windowBytes: 64, windowMessages: 1000, largestBytes: 48);
        int due = 0;
        for (int i = 0; i < 640; i++)
        {
            Assert.True(credit.TryAccept(1));
            if (credit.Release(1))
            {
                credit.TakeGrant();
                due++;
            }
        }

        Assert.Equal(40, due);
    }

    [Theory]
    [InlineData(48, 15)]
    [InlineData(49, 15)]
    [InlineData(50, 14)]
    [InlineData(60, 4)]
    [InlineData(64, 0)]
    public void Never_keeps_back_what_the_largest_message_needs(int largest, int keptBack)
    {
        ReceiveCredit credit = new(windowBytes: 64, windowMessages: 1000, largest);
        int kept = 0;
        while (credit.TryAccept(1) && !credit.Release(1))
        {
            kept++;
        }

        Assert.Equal(keptBack, kept);
    }

    [Fact]
    public void A_wider_window_is_granted_with_the_next_grant()
    {
        Assert.True(_credit.Grow(100));

        Assert.Equal(100, _credit.WindowBytes);
        Assert.Equal(new Credit(64, 4), _credit.Granted);
        Assert.Equal(new Credit(100, 4), _credit.TakeGrant());
        Assert.True(_credit.TryAccept(100));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(63)]
    [InlineData(0)]
    [InlineData(int.MinValue)]
    public void A_window_never_shrinks(int notWider)
    {
        Assert.False(_credit.Grow(notWider));
        Assert.Equal(64, _credit.WindowBytes);
    }

    [Fact]
    public void Throws_when_more_is_released_than_had_arrived_and_changes_nothing()
    {
        Assert.Throws<InvalidOperationException>(() => _credit.Release(0));
        Accept(10, 10);

        Assert.Throws<InvalidOperationException>(() => _credit.Release(21));
        Assert.Equal(new Credit(20, 2), _credit.Outstanding);

        _credit.Release(10);
        _credit.Release(10);
        Assert.Throws<InvalidOperationException>(() => _credit.Release(0));
        Assert.Equal(default, _credit.Outstanding);
        Assert.Equal(new Credit(20, 2), _credit.Released);
    }

    [Fact]
    public void Refuses_a_window_that_could_not_work()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReceiveCredit(0, 4, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReceiveCredit(64, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReceiveCredit(64, 4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReceiveCredit(64, 4, 65));
        Assert.Throws<ArgumentOutOfRangeException>(() => _credit.TryAccept(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _credit.Release(-1));
    }

    [Fact]
    public void Works_with_the_narrowest_and_the_widest_window()
    {
        ReceiveCredit narrow = new(1, 1, 1);
        Assert.True(narrow.TryAccept(1));
        Assert.True(narrow.Release(1));
        Assert.Equal(new Credit(2, 2), narrow.TakeGrant());

        ReceiveCredit wide = new(int.MaxValue, int.MaxValue, int.MaxValue);
        Assert.True(wide.TryAccept(int.MaxValue));
        Assert.True(wide.Release(int.MaxValue));
        Assert.Equal(new Credit(2UL * int.MaxValue, int.MaxValue + 1UL), wide.TakeGrant());
    }

    [Fact]
    public void Allocates_nothing()
    {
        int wrong = 0;
        long allocated = Allocated.BytesBy(() =>
        {
            for (int i = 0; i < 1_000_000; i++)
            {
                wrong += _credit.TryAccept(16) && _credit.Release(16) ? 0 : 1;
                _credit.TakeGrant();
            }
        });

        Assert.Equal(0, wrong);
        Assert.Equal(0, allocated);
    }

    private void Accept(params int[] sizes) => Assert.All(sizes, bytes => Assert.True(_credit.TryAccept(bytes)));
}
