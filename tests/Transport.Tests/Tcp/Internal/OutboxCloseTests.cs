using System.Net.Sockets;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

/// <summary>Closing gives every buffer back, whoever is sending at that moment. The pool checks it.</summary>
public sealed class OutboxCloseTests : IDisposable
{
    private readonly CheckedPool _pool = new();
    private readonly OutboxRig _rig;
    private readonly Outbox _outbox;

    public OutboxCloseTests()
    {
        _rig = new OutboxRig(_pool);
        _outbox = _rig.Outbox;
    }

    public void Dispose() => _pool.Dispose();

    [Fact]
    public async Task Throws_away_what_was_only_gathered()
    {
        _outbox.Cork();
        _rig.Post("ab");

        await _outbox.CloseAsync().WithinAsync();
        _outbox.Uncork();

        Assert.Equal(0, _pool.Outstanding);
        Assert.Empty(_rig.Text);
    }

    [Fact]
    public async Task Throws_away_what_was_handed_over()
    {
        _rig.Link.TakeOnly(1);
        _rig.Post("ab", "cd");

        await _outbox.CloseAsync().WithinAsync();
        Assert.Equal(0, _pool.Outstanding);
        _rig.RunScheduled();

        Assert.Equal("a", _rig.Text);
        Assert.Equal(0UL, _rig.MessagesOnWire);
    }

    [Fact]
    public void Waits_for_who_is_inside_a_call_into_the_kernel()
    {
        Task closed = Task.CompletedTask;
        long outstanding = 0;
        _rig.OnSend = () =>
        {
            closed = _outbox.CloseAsync();
            outstanding = _pool.Outstanding;
            Assert.False(closed.IsCompleted);
        };

        _rig.Post("ab");

        Assert.True(closed.IsCompletedSuccessfully);
        Assert.Equal(1, outstanding);
        Assert.Equal("ab", _rig.Text);
        Assert.Equal(1UL, _rig.MessagesOnWire);
    }

    [Fact]
    public void Waits_for_who_waits_for_the_kernel_until_the_link_is_aborted()
    {
        _rig.Link.TakeOnly(0);
        _rig.Post("ab");
        _rig.RunScheduled();

        Task closed = _outbox.CloseAsync();
        Assert.False(closed.IsCompleted);
        _rig.Link.Abort();

        Assert.True(closed.IsCompletedSuccessfully);
        Assert.Equal([SocketError.OperationAborted], _rig.Failures);
    }

    [Fact]
    public void Gives_back_the_control_frame_that_waits_for_the_kernel()
    {
        _rig.Link.TakeOnly(0);
        _rig.Say("C");
        _rig.RunScheduled();
        Assert.True(_rig.Link.IsBlocked);

        Task closed = _outbox.CloseAsync();
        _rig.Link.Abort();

        Assert.True(closed.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Tells_every_waiting_flush()
    {
        _rig.Link.TakeOnly(0);
        _rig.Post("ab");
        Task<bool> flush = _outbox.FlushAsync(TestContext.Current.CancellationToken).AsTask();

        await _outbox.CloseAsync().WithinAsync();

        Assert.False(await flush.WithinAsync());
        Assert.False(await _outbox.FlushAsync(TestContext.Current.CancellationToken).WithinAsync());
    }

    [Fact]
    public async Task Sends_nothing_afterwards()
    {
        await _outbox.CloseAsync().WithinAsync();

        Assert.False(_rig.Append());
        _rig.Say("C");
        _outbox.Execute();

        Assert.Empty(_rig.Link.Calls);
        Assert.Empty(_rig.Failures);
    }

    [Fact]
    public async Task May_be_asked_for_twice()
    {
        _rig.Post("ab");

        await _outbox.CloseAsync().WithinAsync();
        await _outbox.CloseAsync().WithinAsync();
    }
}
