using System.Net.Sockets;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

/// <summary>The last control frames of a connection, when somebody is in the middle of sending.</summary>
public sealed class OutboxLastTests : IDisposable
{
    private readonly CheckedPool _pool = new();
    private readonly OutboxRig _rig;
    private Task? _last;
    private bool _waited;

    public OutboxLastTests() => _rig = new OutboxRig(_pool);

    public void Dispose()
    {
        Assert.True(_rig.Outbox.CloseAsync().IsCompleted);
        _pool.Dispose();
    }

    [Fact]
    public void Control_that_is_wanted_is_waited_for()
    {
        _rig.OnSend = () =>
        {
            if (_last is null)
            {
                _rig.Say("A");
                AskForTheLast();
            }
        };

        _rig.Post("a");

        Assert.True(_waited);
        Assert.True(_last!.IsCompleted);
        Assert.Equal("aA", _rig.Text);
    }

    [Fact]
    public void Control_that_is_being_sent_is_waited_for()
    {
        _rig.OnSend = AskForTheLast;

        _rig.Say("A");

        Assert.True(_waited);
        Assert.True(_last!.IsCompleted);
        Assert.Equal("A", _rig.Text);
    }

    [Fact]
    public void Without_control_nothing_is_waited_for()
    {
        _rig.OnSend = AskForTheLast;

        _rig.Post("a");

        Assert.False(_waited);
    }

    [Fact]
    public void A_kernel_that_is_full_ends_the_wait()
    {
        _rig.Link.TakeOnly(0);
        _rig.OnSend = AskForTheLast;

        _rig.Say("A");

        Assert.True(_waited);
        Assert.True(_last!.IsCompleted);
    }

    [Fact]
    public void A_kernel_that_fails_ends_the_wait()
    {
        _rig.Link.FailSending(SocketError.ConnectionReset);
        _rig.OnSend = AskForTheLast;

        _rig.Say("A");

        Assert.True(_waited);
        Assert.True(_last!.IsCompleted);
    }

    [Fact]
    public void A_kernel_that_is_full_already_is_not_waited_for()
    {
        _rig.Link.TakeOnly(0);
        _rig.Say("A");
        _rig.OnSend = AskForTheLast;

        _rig.RunScheduled();

        Assert.False(_waited);
        _rig.Link.FailSending(SocketError.ConnectionReset);
    }

    [Fact]
    public void Nothing_follows_control_that_breaks_off()
    {
        _rig.OnSend = () =>
        {
            _rig.OnSend = static () => { };
            _rig.Append("b");
            _rig.Say("A");
            _rig.IsBrokenOff = true;
        };

        _rig.Post("a");

        Assert.Equal("aA", _rig.Text);
        Assert.Equal(1ul, _rig.MessagesOnWire);
    }

    private void AskForTheLast()
    {
        if (_last is null)
        {
            _last = _rig.Outbox.SendLastAsync();
            _waited = !_last.IsCompleted;
        }
    }
}
