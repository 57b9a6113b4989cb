using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

/// <summary>When a caller gives the sending away, and when it keeps it.</summary>
public sealed class OutboxBatchTests : IDisposable
{
    private readonly CheckedPool _pool = new();
    private readonly OutboxRig _rig;
    private readonly Outbox _outbox;

    public OutboxBatchTests()
    {
        _rig = new OutboxRig(_pool);
        _outbox = _rig.Outbox;
    }

    public void Dispose()
    {
        _ = _outbox.CloseAsync();
        _pool.Dispose();
    }

    [Fact]
    public void A_caller_hands_over_after_eight_batches()
    {
        int batch = 0;
        _rig.OnSend = () => _rig.Append($"{++batch % 10}");

        _rig.Post("0");
        Assert.Equal("01234567", _rig.Text);
        Assert.Equal(1, _rig.Scheduled);

        _rig.OnSend = static () => { };
        _rig.RunScheduled();
        Assert.Equal("012345678", _rig.Text);
    }

    [Fact]
    public void A_hand_over_that_runs_sends_on_until_nothing_is_left()
    {
        _rig.Link.TakeOnly(0);
        _rig.Post("0");
        int batch = 0;
        _rig.OnSend = () =>
        {
            if (batch < 100)
            {
                batch++;
                _rig.Append("x");
            }
        };
        _rig.Link.TakeMore(long.MaxValue);

        _rig.RunScheduled();

        Assert.Equal(101, _rig.Text.Length);
        Assert.Equal(0, _rig.Scheduled);
    }

    [Fact]
    public void What_is_appended_after_a_hand_over_waits_for_it()
    {
        _rig.Link.TakeOnly(0);
        _rig.Post("ab");
        _rig.Link.TakeMore(long.MaxValue);

        Assert.False(_rig.Append("cd"));
        Assert.Empty(_rig.Text);

        _rig.RunScheduled();
        Assert.Equal("abcd", _rig.Text);
        Assert.Equal([2, 2], _rig.Link.Calls);
    }

    [Fact]
    public void A_caller_with_a_full_batch_takes_the_role_back()
    {
        _rig.Link.TakeOnly(0);
        _rig.Post("ab");
        _rig.Link.TakeMore(long.MaxValue);

        _rig.Post(new string('x', Outbox.BatchLength));
        Assert.Equal(Outbox.BatchLength + 2, _rig.Text.Length);

        // The hand-over finds that there is nothing left for it to do.
        _rig.RunScheduled();
        Assert.Equal(Outbox.BatchLength + 2, _rig.Text.Length);
    }

    /// <summary>Else a caller that is faster than the pool would fill the pool's queue with hand-overs that have nothing to do.</summary>
    [Fact]
    public void Roles_taken_back_and_handed_over_again_take_one_place_in_the_queue()
    {
        for (int i = 0; i < 10; i++)
        {
            _rig.Link.TakeOnly(0);
            _rig.Post("ab");
            _rig.Link.TakeMore(long.MaxValue);
            _rig.Post(new string('x', Outbox.BatchLength));
        }

        _rig.Link.TakeOnly(0);
        _rig.Post("cd");
        Assert.Equal(1, _rig.Scheduled);

        _rig.Link.TakeMore(long.MaxValue);
        _rig.RunScheduled();
        Assert.EndsWith("cd", _rig.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_caller_that_sends_back_to_back_hands_over_and_the_next_messages_leave_together()
    {
        int sent = SendUntilHandedOver();

        Assert.False(_rig.Append("x"));
        Assert.False(_rig.Append("y"));
        _rig.RunScheduled();

        Assert.Equal(sent + 2, _rig.Text.Length);
        Assert.Equal(3, _rig.Link.Calls[^1]);
    }

    [Fact]
    public void A_caller_keeps_the_role_again_after_three_hand_overs_of_one_message()
    {
        SendUntilHandedOver();
        _rig.RunScheduled();
        for (int lonely = 2; lonely <= 3; lonely++)
        {
            Send("x");
            Assert.Equal(1, _rig.Scheduled);
            _rig.RunScheduled();
        }

        Send("y");

        Assert.Equal(0, _rig.Scheduled);
        Assert.EndsWith("xxy", _rig.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_caller_keeps_handing_over_while_batches_form()
    {
        SendUntilHandedOver();
        _rig.Append("x");
        _rig.RunScheduled();

        for (int i = 0; i < 10; i++)
        {
            Send("x");
            Assert.Equal(1, _rig.Scheduled);
            _rig.Append("x");
            _rig.RunScheduled();
        }
    }

    private void Send(string message)
    {
        if (_rig.Append(message))
        {
            _outbox.Send();
        }
    }

    /// <summary>Sends as fast as it goes; a thread that is interrupted too often is given another try.</summary>
    private int SendUntilHandedOver()
    {
        for (int sent = 1; sent <= 1_000_000; sent++)
        {
            Send("x");
            if (_rig.Scheduled > 0)
            {
                return sent;
            }
        }

        Assert.Fail("A million messages in a row were not taken for back to back.");
        return 0;
    }
}
