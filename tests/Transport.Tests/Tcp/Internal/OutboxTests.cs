using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

public sealed partial class OutboxTests : IDisposable
{
    private readonly CheckedPool _pool = new();
    private readonly OutboxRig _rig;
    private readonly Outbox _outbox;

    public OutboxTests()
    {
        _rig = new OutboxRig(_pool);
        _outbox = _rig.Outbox;
    }

    public void Dispose()
    {
        Assert.False(_rig.GateWasHeld);
        _ = _outbox.CloseAsync();
        _pool.Dispose();
    }

    [Fact]
    public void Sends_on_the_callers_thread_when_nobody_sends()
    {
        int sender = 0;
        _rig.OnSend = () => sender = Environment.CurrentManagedThreadId;

        _rig.Post("abc");

        Assert.Equal("abc", _rig.Text);
        Assert.Equal(Environment.CurrentManagedThreadId, sender);
        Assert.Equal(0, _rig.Scheduled);
        Assert.Equal(1UL, _rig.MessagesOnWire);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Sends_what_was_appended_together_in_one_call()
    {
        _rig.Post("ab", "cd", "ef");

        Assert.Equal([6], _rig.Link.Calls);
        Assert.Equal(3UL, _rig.MessagesOnWire);
    }

    [Fact]
    public void Gives_the_role_to_one_and_sends_the_others_messages_as_its_next_batch()
    {
        bool[] othersSend = [true, true];
        _rig.OnSend = () =>
        {
            _rig.OnSend = static () => { };
            othersSend = [_rig.Append("cd"), _rig.Append("ef")];
        };

        _rig.Post("ab");

        Assert.Equal([false, false], othersSend);
        Assert.Equal("abcdef", _rig.Text);
        Assert.Equal([2, 4], _rig.Link.Calls);
    }

    [Fact]
    public void Resumes_at_the_right_byte_when_the_kernel_takes_a_part()
    {
        _rig.Link.MostPerCall = 3;

        _rig.Post("abcd", "efgh");

        Assert.Equal("abcdefgh", _rig.Text);
        Assert.Equal([3, 3, 2], _rig.Link.Calls);
        Assert.Equal(2UL, _rig.MessagesOnWire);
    }

    [Fact]
    public void Hands_over_when_the_kernel_is_full_and_goes_on_at_the_right_byte()
    {
        _rig.Link.TakeOnly(5);

        _rig.Post("abcd", "efgh");
        Assert.Equal("abcde", _rig.Text);
        Assert.Equal(1, _rig.Scheduled);
        Assert.Equal(3, _outbox.Pending);
        Assert.False(_rig.Link.IsBlocked);

        _rig.RunScheduled();
        Assert.True(_rig.Link.IsBlocked);
        Assert.NotEqual(0, _outbox.StalledSince);

        _rig.Link.TakeMore(1);
        Assert.True(_rig.Link.IsBlocked);
        _rig.Link.TakeMore(100);

        Assert.Equal("abcdefgh", _rig.Text);
        Assert.Equal(0, _outbox.StalledSince);
        Assert.Equal(2UL, _rig.MessagesOnWire);
        Assert.Equal(8, _outbox.BytesHandedOver);
    }

    [Fact]
    public void Takes_along_what_was_appended_while_the_kernel_was_full()
    {
        _rig.Link.TakeOnly(1);
        _rig.Post("ab");
        _rig.Post("cd");
        Assert.Equal(1, _rig.Scheduled);

        _rig.RunScheduled();
        _rig.Post("ef");
        _rig.Link.TakeMore(100);

        Assert.Equal("abcdef", _rig.Text);
        Assert.Equal(0, _rig.Scheduled);
    }

    [Fact]
    public void Sends_control_before_the_data_that_waits()
    {
        Assert.True(_rig.Append("ab"));
        lock (_outbox.Gate)
        {
            _rig.Control = "C";
            _outbox.RequestControl();
        }

        _outbox.SendNow();

        Assert.Equal("Cab", _rig.Text);
        Assert.Equal([0UL], _rig.ToldOnWire);
        Assert.Equal(3, _outbox.BytesHandedOver);
    }

    [Fact]
    public void Sends_control_between_frames_only()
    {
        _rig.Link.MostPerCall = 1;
        _rig.OnSend = () =>
        {
            _rig.OnSend = static () => { };
            _rig.Say("C");
            _rig.Append("cd");
        };

        _rig.Post("ab");

        Assert.Equal("abCcd", _rig.Text);
        Assert.Equal([1UL], _rig.ToldOnWire);
    }

    [Fact]
    public void Sends_control_between_frames_only_when_the_kernel_was_full_in_the_middle_of_one()
    {
        _rig.Link.TakeOnly(1);
        _rig.Post("ab");
        _rig.Say("C");

        _rig.RunScheduled();
        _rig.Link.TakeMore(100);

        Assert.Equal("abC", _rig.Text);
    }

    [Fact]
    public void Goes_on_at_the_right_byte_of_a_control_frame()
    {
        _rig.Link.TakeOnly(2);
        _rig.Say("CDE");
        _rig.Post("ab");

        _rig.RunScheduled();
        _rig.Link.TakeMore(100);

        Assert.Equal("CDEab", _rig.Text);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Sends_nothing_when_the_owner_has_no_control_after_all()
    {
        _rig.Say("");

        Assert.Empty(_rig.Link.Calls);
        Assert.Single(_rig.ToldOnWire);
    }

    [Fact]
    public void Only_gathers_while_corked_and_sends_once_when_uncorked()
    {
        _outbox.Cork();
        _rig.Post("ab");
        _rig.Say("C");
        _rig.Post("cd");
        Assert.Empty(_rig.Link.Calls);

        _outbox.Uncork();

        Assert.Equal("Cabcd", _rig.Text);
        Assert.Equal([1, 4], _rig.Link.Calls);
    }

    [Fact]
    public void Does_not_wait_for_the_uncorking_with_a_full_batch()
    {
        _outbox.Cork();
        string full = new('x', Outbox.BatchLength);

        _rig.Post(full);
        _rig.Post("ab");

        Assert.Equal(full, _rig.Text);
        _outbox.Uncork();
        Assert.Equal(full + "ab", _rig.Text);
    }

    [Fact]
    public void Does_not_hold_back_other_threads_while_one_is_corked()
    {
        _outbox.Cork();

        Thread other = new(() => _rig.Post("ab"));
        other.Start();
        Assert.True(other.Join(Bounded.Default));

        Assert.Equal("ab", _rig.Text);
        _outbox.Uncork();
    }

    [Fact]
    public void Says_that_there_is_no_room_beyond_the_capacity_but_takes_one_message_of_any_length()
    {
        _rig.Link.TakeOnly(0);
        lock (_outbox.Gate)
        {
            Assert.True(_outbox.HasRoom(5000));
        }

        _rig.Post(new string('x', 999));

        lock (_outbox.Gate)
        {
            Assert.True(_outbox.HasRoom(1));
            Assert.False(_outbox.HasRoom(2));
        }
    }

    [Fact]
    public void Says_that_there_is_room_again_at_half_the_capacity_and_only_when_asked()
    {
        int told = 0;
        _rig.OnRoom = () => told++;
        _rig.Link.TakeOnly(0);
        _rig.Post(new string('x', 600));
        _rig.RunScheduled();
        _rig.Post(new string('y', 400));
        lock (_outbox.Gate)
        {
            Assert.False(_outbox.HasRoom(1));
        }

        _rig.Link.TakeMore(599);
        Assert.Equal(0, told);
        _rig.Link.TakeMore(1);
        Assert.Equal(1, told);

        _rig.Link.TakeMore(1000);
        _rig.Post("z");
        Assert.Equal(1, told);
    }

    [Fact]
    public void Sends_what_the_owner_appends_when_it_hears_of_room()
    {
        _rig.Link.TakeOnly(0);
        _rig.Post(new string('x', 1000));
        lock (_outbox.Gate)
        {
            Assert.False(_outbox.HasRoom(2));
        }

        _rig.OnRoom = () => _rig.Append("ab");
        _rig.RunScheduled();
        _rig.Link.TakeMore(2000);

        Assert.EndsWith("xab", _rig.Text, StringComparison.Ordinal);
        Assert.Equal(2UL, _rig.MessagesOnWire);
    }
}
