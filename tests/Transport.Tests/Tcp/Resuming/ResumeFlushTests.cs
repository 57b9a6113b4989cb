using System.Net.Sockets;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Resuming;

/// <summary>
/// What who waits for the kernel, for the peer or for an orderly end is told when the connection is cut meanwhile. No time
/// passes in these tests: no heartbeat helps.
/// </summary>
public sealed class ResumeFlushTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flush_that_is_cut_waits_for_the_connection_that_takes_the_rest()
    {
        await using ResumeRig rig = new(new());
        rig.Hold();
        await rig.StartAsync();
        rig.ClientLink.Cut();
        rig.ClientLink.TakeOnly(10);
        Assert.Equal(SendStatus.Sent, await rig.Client.SendAsync(new byte[100], s_token));
        Task begunBefore = rig.Client.FlushAsync(s_token).AsTask();
        await CutAsync(rig);
        Task begunAfter = rig.Client.FlushAsync(s_token).AsTask();

        Assert.False(begunBefore.IsCompleted);
        Assert.False(begunAfter.IsCompleted);

        rig.LetGo();
        await Task.WhenAll(begunBefore, begunAfter).WithinAsync();
        using Message message = await rig.Server.ReceiveAsync(s_token).AsTask().WithinAsync();
        Assert.Equal(100, message.Length);
    }

    [Fact]
    public async Task A_flush_ends_with_the_session_that_nobody_resumes()
    {
        await using ResumeRig rig = new(new());
        rig.Hold();
        await rig.StartAsync();
        await CutAsync(rig);
        Task flush = rig.Client.FlushAsync(s_token).AsTask();

        rig.Client.Abort();

        await flush.WithinAsync();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(long.MaxValue)]
    public async Task What_was_cut_on_its_way_is_acknowledged_when_the_peer_has_it(long taken)
    {
        await using ResumeRig rig = new(new());
        rig.Hold();
        await rig.StartAsync();

        // What the client's kernel takes never arrives, and so neither does the question whether it did.
        rig.ClientLink.Cut();
        rig.ClientLink.TakeOnly(taken);
        await rig.Client.SendAsync(new byte[100], s_token);
        Task acknowledged = rig.Client.AcknowledgedAsync(s_token).AsTask();
        await CutAsync(rig);

        Assert.False(acknowledged.IsCompleted);

        rig.LetGo();
        await acknowledged.WithinAsync();
        Assert.Equal(1, rig.Server.CheckedAtRest().MessagesReceived);
    }

    [Fact]
    public async Task Who_waits_for_a_lost_message_is_told_so_when_the_session_ends()
    {
        await using ResumeRig rig = new(new());
        rig.Hold();
        await rig.StartAsync();
        rig.ClientLink.Cut();
        await rig.Client.SendAsync("1"u8.ToArray(), s_token);
        Task acknowledged = rig.Client.AcknowledgedAsync(s_token).AsTask();
        await CutAsync(rig);

        rig.Client.Abort();

        await Assert.ThrowsAsync<ConnectionClosedException>(() => acknowledged.WithinAsync());
    }

    [Fact]
    public async Task An_orderly_end_waits_for_what_a_failed_send_left_behind()
    {
        await using ResumeRig rig = new(new());
        rig.Hold();
        await rig.StartAsync();

        // Sending finds out first, and the receive loop not yet.
        rig.ClientLink.FailSending(SocketError.ConnectionReset);
        await rig.Client.SendAsync("1"u8.ToArray(), s_token);
        Task closing = rig.Client.CloseAsync(s_token).AsTask();
        await CutAsync(rig);
        rig.LetGo();
        using Message message = await rig.Server.ReceiveAsync(s_token).AsTask().WithinAsync();
        await closing.WithinAsync();

        Assert.Equal(CloseReason.LocalClose, rig.Client.CloseReason);
    }

    private static Task CutAsync(ResumeRig rig)
    {
        rig.Cut();
        return Eventually.TrueAsync(() => rig.ClientEvents.Any(told => told.Kind == ResumeEventKind.Disconnected));
    }
}
