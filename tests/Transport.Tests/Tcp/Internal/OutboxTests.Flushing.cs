using System.Net.Sockets;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

/// <content>Waiting until everything is with the kernel.</content>
public sealed partial class OutboxTests
{
    [Fact]
    public async Task Flush_is_done_at_once_when_nothing_waits()
    {
        Assert.True(await _outbox.FlushAsync(TestContext.Current.CancellationToken).WithinAsync());
        _rig.Post("ab");
        Task<bool> flush = _outbox.FlushAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.True(flush.IsCompletedSuccessfully && await flush);
    }

    [Fact]
    public async Task Flush_waits_for_what_was_appended_before_it_and_no_more()
    {
        _rig.Link.TakeOnly(0);
        _rig.Post("ab");
        Task first = _outbox.FlushAsync(TestContext.Current.CancellationToken).AsTask();
        _rig.RunScheduled();
        _rig.Post("cd");
        Task<bool> second = _outbox.FlushAsync(TestContext.Current.CancellationToken).AsTask();

        _rig.Link.TakeMore(1);
        Assert.False(first.IsCompleted);
        _rig.Link.TakeMore(1);
        await first.WithinAsync();
        Assert.False(second.IsCompleted);
        _rig.Link.TakeMore(2);
        Assert.True(await second.WithinAsync());
    }

    [Fact]
    public async Task Flush_waits_for_control_too()
    {
        _rig.Link.TakeOnly(0);
        _rig.Say("C");
        Task flush = _outbox.FlushAsync(TestContext.Current.CancellationToken).AsTask();

        _rig.RunScheduled();
        Assert.False(flush.IsCompleted);
        _rig.Link.TakeMore(1);

        await flush.WithinAsync();
    }

    [Fact]
    public async Task Flush_ends_when_the_control_that_was_asked_for_has_nothing_to_say()
    {
        // What a session does after its farewell: another thread asks for control while this one sends the last frame.
        Task flush = Task.CompletedTask;
        _rig.OnSend = () =>
        {
            _rig.OnSend = static () => { };
            _rig.Say("");
            flush = _outbox.FlushAsync(TestContext.Current.CancellationToken).AsTask();
        };

        _rig.Say("BYE");

        Assert.Equal("BYE", _rig.Text);
        await flush.WithinAsync();
    }

    [Fact]
    public async Task Flush_that_is_given_up_disturbs_nobody()
    {
        using CancellationTokenSource giveUp = new();
        _rig.Link.TakeOnly(0);
        _rig.Post("ab");
        Task given = _outbox.FlushAsync(giveUp.Token).AsTask();
        Task kept = _outbox.FlushAsync(TestContext.Current.CancellationToken).AsTask();

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        _rig.RunScheduled();
        _rig.Link.TakeMore(2);

        await kept.WithinAsync();
    }

    [Fact]
    public async Task Fails_once_and_tells_every_waiting_flush()
    {
        _rig.Link.TakeOnly(0);
        _rig.Post("ab");
        Task<bool> flush = _outbox.FlushAsync(TestContext.Current.CancellationToken).AsTask();
        _rig.RunScheduled();

        _rig.Link.FailSending(SocketError.ConnectionReset);
        _rig.Post("cd");
        _rig.Say("C");

        Assert.Equal([SocketError.ConnectionReset], _rig.Failures);
        Assert.False(await flush.WithinAsync());
        Assert.Empty(_rig.Text);
    }
}
