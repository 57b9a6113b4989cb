using Sockets.Transport.Flow;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

public sealed class SendLaneTests : IDisposable
{
    private readonly LaneRig _rig = new(OverflowPolicy.Wait, capacity: 10);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Takes_nothing_before_it_is_open()
    {
        Assert.Equal(SendStatus.NotConnected, _rig.Try("a"));
        Assert.Equal(SendStatus.NotConnected, await _rig.Send("b"));

        Assert.Equal(2, _rig.Counters.Refused);
        Assert.Equal(0, _rig.Lane.MaxMessageLength);
    }

    [Fact]
    public async Task Sends_at_once_with_credit_and_room()
    {
        _rig.Open();

        Assert.Equal(SendStatus.Sent, _rig.Try("ab"));
        Assert.Equal(SendStatus.Sent, await _rig.Send("cd"));

        Assert.Equal("abcd", _rig.Text);
        Assert.Equal(2, _rig.Counters.Sent);
        Assert.Equal(2UL, _rig.Lane.Sequence);
    }

    [Fact]
    public async Task Refuses_what_is_longer_than_the_peer_takes()
    {
        _rig.Open();

        Assert.Equal(SendStatus.Sent, _rig.Try("12345678"));
        Assert.Equal(SendStatus.TooLarge, _rig.Try("123456789"));
        Assert.Equal(SendStatus.TooLarge, await _rig.Send("123456789"));
        Assert.Equal(SendStatus.Sent, _rig.Try(""));

        Assert.Equal(2, _rig.Counters.Refused);
    }

    [Fact]
    public void Says_no_credit_at_the_message_after_the_last_granted_one()
    {
        _rig.Open(bytes: 100, messages: 2);

        Assert.Equal([SendStatus.Sent, SendStatus.Sent, SendStatus.NoCredit], _rig.TryEach("a", "b", "c"));

        Assert.Equal(1, _rig.Counters.Stalls);
        Assert.Equal(0, _rig.Counters.CreditMessages);
    }

    [Fact]
    public void Says_no_credit_at_the_byte_after_the_last_granted_one()
    {
        _rig.Open(bytes: 5, messages: 100);

        Assert.Equal([SendStatus.Sent, SendStatus.NoCredit, SendStatus.Sent], _rig.TryEach("abc", "def", "gh"));

        Assert.Equal(0, _rig.Counters.CreditBytes);
    }

    [Fact]
    public async Task Waits_for_credit_and_sends_when_it_comes()
    {
        _rig.Open(bytes: 2, messages: 9);
        _rig.Try("ab");
        Task<SendStatus> waiting = _rig.Send("cd");
        Assert.False(waiting.IsCompleted);
        Assert.Equal(1, _rig.Counters.Pending);

        _rig.Grant(3, 9);
        Assert.False(waiting.IsCompleted);
        _rig.Grant(4, 9);

        Assert.Equal(SendStatus.Sent, await waiting.WithinAsync());
        Assert.Equal("abcd", _rig.Text);
    }

    [Fact]
    public void A_grant_that_comes_again_or_late_grants_nothing()
    {
        _rig.Open(bytes: 2, messages: 9);
        _rig.Grant(4, 10);
        _rig.Grant(4, 10);
        _rig.Grant(3, 9);

        Assert.Equal([SendStatus.Sent, SendStatus.NoCredit], _rig.TryEach("abcd", "e"));
        Assert.False(_rig.Lane.Grant(new Credit(Credit.Limit + 1, 10)));
    }

    [Fact]
    public async Task Serves_those_who_wait_in_the_order_in_which_they_came()
    {
        _rig.Open(bytes: 0, messages: 0);
        Task<SendStatus>[] waiting = [_rig.Send("1"), _rig.Send("2"), _rig.Send("3")];

        _rig.Grant(100, 1);
        Assert.Equal(SendStatus.Sent, await waiting[0].WithinAsync());
        Assert.Equal((false, false), (waiting[1].IsCompleted, waiting[2].IsCompleted));
        _rig.Grant(100, 3);

        Assert.All(await Task.WhenAll(waiting).WithinAsync(), status => Assert.Equal(SendStatus.Sent, status));
        Assert.Equal("123", _rig.Text);
    }

    [Fact]
    public async Task Lets_nobody_overtake_those_who_wait_even_if_they_would_fit()
    {
        _rig.Open(bytes: 2, messages: 9);
        Task<SendStatus> longOne = _rig.Send("abc");
        Task<SendStatus> shortOne = _rig.Send("d");

        Assert.Equal(SendStatus.NoCredit, _rig.Try("e"));
        Assert.False(shortOne.IsCompleted);
        _rig.Grant(4, 9);

        await Task.WhenAll(longOne, shortOne).WithinAsync();
        Assert.Equal("abcd", _rig.Text);
    }

    [Fact]
    public async Task Waits_for_room_when_the_kernel_takes_nothing()
    {
        _rig.Open();
        _rig.Box.Link.TakeOnly(0);

        Assert.Equal([SendStatus.Sent, SendStatus.Sent, SendStatus.BackPressured], _rig.TryEach("12345", "67890", "a"));
        Task<SendStatus> waiting = _rig.Send("ab");
        Assert.Equal(SendStatus.BackPressured, _rig.Try("c"));
        Assert.Equal(10, _rig.Counters.PendingBytes);

        _rig.Box.RunScheduled();
        _rig.Box.Link.TakeMore(100);

        Assert.Equal(SendStatus.Sent, await waiting.WithinAsync());
        Assert.Equal("1234567890ab", _rig.Text);
    }

    [Fact]
    public async Task A_cancelled_token_sends_nothing()
    {
        _rig.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _rig.SendUntil("a", new CancellationToken(canceled: true)));

        Assert.Equal(0, _rig.Counters.Submitted);
        Assert.Empty(_rig.Text);
    }

    [Fact]
    public async Task Cancelling_takes_who_waits_out_of_the_line()
    {
        _rig.Open(bytes: 0, messages: 0);
        using CancellationTokenSource giveUp = new();
        Task<SendStatus>[] waiting = [_rig.Send("1"), _rig.SendUntil("2", giveUp.Token), _rig.Send("3")];

        await giveUp.CancelAsync();

        OperationCanceledException given = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[1].WithinAsync());
        Assert.Equal(giveUp.Token, given.CancellationToken);
        Assert.Equal(1, _rig.Counters.Refused);
        _rig.Grant(100, 100);
        await Task.WhenAll(waiting[0], waiting[2]).WithinAsync();
        Assert.Equal("13", _rig.Text);
    }

    [Fact]
    public async Task Cancelling_the_first_lets_those_behind_it_go_that_fit()
    {
        _rig.Open(bytes: 2, messages: 9);
        using CancellationTokenSource giveUp = new();
        Task<SendStatus> longOne = _rig.SendUntil("abc", giveUp.Token);
        Task<SendStatus> shortOne = _rig.Send("d");

        await giveUp.CancelAsync();

        Assert.Equal(SendStatus.Sent, await shortOne.WithinAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => longOne.WithinAsync());
        Assert.Equal("d", _rig.Text);
    }

    [Fact]
    public async Task Cancelling_does_not_take_back_what_was_accepted()
    {
        _rig.Open(bytes: 0, messages: 0);
        using CancellationTokenSource late = new();
        Task<SendStatus> waited = _rig.SendUntil("a", late.Token);
        _rig.Grant(100, 100);
        Task<SendStatus> direct = _rig.SendUntil("b", late.Token);

        await late.CancelAsync();

        Assert.Equal([SendStatus.Sent, SendStatus.Sent], await Task.WhenAll(waited, direct).WithinAsync());
        Assert.Equal("ab", _rig.Text);
        Assert.Equal(0, _rig.Counters.Refused);
    }

    [Fact]
    public async Task Serves_again_and_again_whoever_waits()
    {
        _rig.Open(bytes: 0, messages: 0);
        for (ulong i = 1; i <= 100; i++)
        {
            using CancellationTokenSource giveUp = new();
            Task<SendStatus> waiting = _rig.SendUntil("x", giveUp.Token);
            if (i % 3 == 0)
            {
                await giveUp.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WithinAsync());
            }

            _rig.Grant(i, i);
            Assert.Equal(SendStatus.Sent, i % 3 == 0 ? _rig.Try("y") : await waiting.WithinAsync());
        }

        Assert.Equal(100, _rig.Text.Length);
    }

    [Fact]
    public async Task Closing_tells_those_who_wait_and_takes_nothing_more()
    {
        _rig.Open(bytes: 0, messages: 0);
        Task<SendStatus>[] waiting = [_rig.Send("1"), _rig.Send("2")];

        _rig.Close();

        Assert.Equal([SendStatus.Closed, SendStatus.Closed], await Task.WhenAll(waiting).WithinAsync());
        Assert.Equal(SendStatus.Closed, _rig.Try("3"));
        Assert.Equal(SendStatus.Closed, await _rig.Send("4"));
        Assert.Equal((2, 2), (_rig.Counters.DroppedAtClose, _rig.Counters.Refused));
    }

    [Fact]
    public async Task Draining_takes_nothing_new_and_ends_when_nobody_waits()
    {
        _rig.Open(bytes: 0, messages: 0);
        Task<SendStatus> waiting = _rig.Send("1");

        Task drained = _rig.Lane.DrainAsync();
        Assert.Equal(SendStatus.Draining, _rig.Try("2"));
        Assert.Equal(SendStatus.Draining, await _rig.Send("3"));
        Assert.False(drained.IsCompleted);
        _rig.Grant(100, 100);

        await drained.WithinAsync();
        Assert.Equal(SendStatus.Sent, await waiting.WithinAsync());
        Assert.Equal("1", _rig.Text);
    }

    [Fact]
    public async Task Draining_ends_when_the_last_who_waits_gives_up()
    {
        _rig.Open(bytes: 0, messages: 0);
        using CancellationTokenSource giveUp = new();
        Task<SendStatus> waiting = _rig.SendUntil("1", giveUp.Token);
        Task drained = _rig.Lane.DrainAsync();

        await giveUp.CancelAsync();

        await drained.WithinAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WithinAsync());
    }

    [Fact]
    public async Task One_who_waits_with_a_message_that_cannot_be_framed_fails_alone()
    {
        _rig.Open(bytes: 0, messages: 0);
        Task<SendStatus> bad = _rig.Send("a?");
        Task<SendStatus> good = _rig.Send("b");

        _rig.Grant(100, 100);

        await Assert.ThrowsAsync<ArgumentException>(() => bad.WithinAsync());
        Assert.Equal(SendStatus.Sent, await good.WithinAsync());
        Assert.Equal("b", _rig.Text);
        Assert.Equal(99, _rig.Counters.CreditMessages);
    }
}
