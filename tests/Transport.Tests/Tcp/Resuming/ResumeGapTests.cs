using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Resuming;

/// <summary>Whatever cannot be kept is said, with its range; and how long a session waits, and for whom.</summary>
public sealed class ResumeGapTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    // TRN1-S7
    [Fact]
    public async Task Says_which_messages_were_not_kept_long_enough()
    {
        // What the client sends never arrives, and of three messages that fill a block each two are kept.
        await using ResumeRig rig = new(new() { Client = new() { ReplayBytes = 2 * 60_008 } });
        rig.Hold();
        await rig.StartAsync();
        rig.ClientLink.Cut();
        for (int i = 0; i < 3; i++)
        {
            await rig.Client.SendAsync(new byte[60_000], s_token);
        }

        rig.Cut();
        await Eventually.TrueAsync(() => rig.ClientEvents.Count == 1);
        rig.LetGo();
        await rig.Client.SendAsync("!"u8.ToArray(), s_token).WithinAsync();
        for (ulong number = 2; number <= 4; number++)
        {
            using Message message = await rig.Server.ReceiveAsync(s_token).AsTask().WithinAsync();
            Assert.Equal(number, message.Sequence);
        }

        Assert.Contains(new ResumeEvent(ResumeEventKind.SendGap, CloseReason.None, 0, 1, 1), rig.ClientEvents);
        Assert.Contains(new ResumeEvent(ResumeEventKind.ReceiveGap, CloseReason.None, 0, 1, 1), rig.ServerEvents);
        Assert.Contains(new ResumeEvent(ResumeEventKind.Resumed, CloseReason.None, 2, 0, 0), rig.ClientEvents);
        Assert.Equal(1, rig.Client.Checked().LostInGaps);
        Assert.Equal(1, rig.Server.CheckedAtRest().MissedInGaps);
        Assert.Equal(3, rig.Server.CheckedAtRest().MessagesReceived);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(2, 1)]
    public async Task What_was_sent_stays_sent_while_it_is_sent_again(int kept, int lost)
    {
        await using ResumeRig rig = new(new() { Client = new() { ReplayBytes = kept * 60_008 } });
        rig.Hold();
        await rig.StartAsync();
        rig.ClientLink.Cut();
        for (int i = 0; i < 3; i++)
        {
            await rig.Client.SendAsync(new byte[60_000], s_token);
        }

        Assert.Equal(3, rig.Client.Checked().MessagesSent);
        ConnectionStats back = default;
        rig.OnClientEvent = told => back = told.Kind == ResumeEventKind.Resumed ? rig.Client.Checked() : back;
        rig.Cut();
        await Eventually.TrueAsync(() => rig.ClientEvents.Count == 1);
        rig.LetGo();
        await Eventually.TrueAsync(() => rig.Server.GetStats().MessagesReceived == 3 - lost);

        Assert.Equal((3 - lost, lost, 0), (back.MessagesSent, back.LostInGaps, back.MessagesPending));
        Assert.Equal((3 - lost, lost), (rig.Client.Checked().MessagesSent, rig.Client.Checked().LostInGaps));
    }

    // TRN1-S8
    [Fact]
    public async Task Says_what_is_unknown_when_the_server_is_another_one()
    {
        await using ResumeRig rig = new(new());
        rig.Hold();
        await rig.StartAsync();
        rig.ClientLink.Cut();
        await rig.Client.SendAsync("1"u8.ToArray(), s_token);
        await rig.Client.SendAsync("2"u8.ToArray(), s_token);
        rig.Forget();
        rig.Cut();
        rig.LetGo();
        Assert.Equal(CloseReason.SessionLost, await rig.Client.Closed.WithinAsync());
        Assert.Equal(
            [
                (ResumeEventKind.Disconnected, 0UL, (ulong?)0),
                (ResumeEventKind.SendGap, 1UL, 2UL),
                (ResumeEventKind.ReceiveGap, 1UL, null),
            ],
            rig.ClientEvents.Select(told => (told.Kind, told.First, told.Last)));
    }

    [Fact]
    public async Task Gives_up_when_nobody_comes_back_in_time()
    {
        await using ResumeRig rig = new(new() { Server = new() { Patience = TimeSpan.FromSeconds(2) } });
        rig.Hold();
        await rig.StartAsync();
        rig.Cut();
        await Eventually.TrueAsync(() => rig.Table.Parked == 1);
        await Eventually.TrueAsync(() => rig.ClientEvents.Count == 1);
        rig.Time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(CloseReason.None, rig.Client.CloseReason);
        rig.Time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(CloseReason.SessionLost, await rig.Client.Closed.WithinAsync());
        Assert.Equal(CloseReason.SessionLost, await rig.Server.Closed.WithinAsync());
        Assert.Equal(0, rig.Table.Parked);
    }

    [Fact]
    public async Task Does_not_wait_for_who_said_why_it_aborted()
    {
        await using ResumeRig rig = new(new());
        rig.Hold();
        await rig.StartAsync();
        await rig.Client.SendAsync("1"u8.ToArray(), s_token);

        rig.Client.Abort("no more");

        Assert.Equal(CloseReason.Refused, await rig.Server.Closed.WithinAsync());
        Assert.Contains("no more (ShuttingDown)", rig.Server.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(0, rig.Table.Parked);
        Assert.True(rig.Server.TryReceive(out Message before));
        before.Dispose();
    }

    [Fact]
    public async Task A_message_that_was_cut_by_an_abort_is_no_message()
    {
        await using ResumeRig rig = new(new());
        rig.Hold();
        await rig.StartAsync();

        // Of a frame of 108 bytes 30 have left: words in the middle of it would be taken for its payload.
        rig.ClientLink.Cut();
        rig.ClientLink.TakeOnly(30);
        await rig.Client.SendAsync(new byte[100], s_token);
        int taken = rig.ClientLink.Taken.Length;
        rig.Client.Abort("no more");
        await rig.Client.Closed.WithinAsync();

        Assert.Equal(taken, rig.ClientLink.Taken.Length);
    }

    [Fact]
    public async Task Says_how_far_the_peer_was_when_it_is_closed_without_a_connection()
    {
        await using ResumeRig rig = new(new());
        rig.Hold();
        await rig.StartAsync();
        rig.ClientLink.Cut();
        await rig.Client.SendAsync("1"u8.ToArray(), s_token);
        rig.Cut();
        await Eventually.TrueAsync(() => rig.ClientEvents.Count == 1);
        Task closing = rig.Client.CloseAsync(s_token).AsTask();
        await Eventually.TrueAsync(() => rig.Time.ArmedTimers > 0);
        rig.Time.Advance(TimeSpan.FromSeconds(5));
        await closing.WithinAsync();
        Assert.Equal(CloseReason.SessionLost, rig.Client.CloseReason);
        Assert.Contains("was to be closed, was not resumed within 5 s: the peer has acknowledged 0 of 1 messages", rig.Client.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_the_wire_over_all_connections()
    {
        await using ResumeRig rig = new(new());
        rig.Hold();
        await rig.StartAsync();
        ConnectionStats before = rig.Client.GetStats();
        rig.Cut();
        await Eventually.TrueAsync(() => rig.ClientEvents.Count == 1);
        rig.LetGo();
        await Eventually.TrueAsync(() => rig.Client.GetStats().Resumptions == 1);
        ConnectionStats after = rig.Client.GetStats();
        Assert.True(after.WireBytesSent >= 2 * before.WireBytesSent);
        Assert.True(after.WireBytesReceived > before.WireBytesReceived);
        Assert.True(after.SendCalls > before.SendCalls && after.ReceiveCalls > before.ReceiveCalls);
    }

    [Theory]
    [InlineData(OverflowPolicy.Wait, SendStatus.NotConnected, SendStatus.NotConnected)]
    [InlineData(OverflowPolicy.Reject, SendStatus.NotConnected, SendStatus.NotConnected)]
    [InlineData(OverflowPolicy.DropNewest, SendStatus.Queued, SendStatus.Dropped)]
    [InlineData(OverflowPolicy.DropOldest, SendStatus.Queued, SendStatus.Queued)]
    [InlineData(OverflowPolicy.Conflate, SendStatus.Queued, SendStatus.Queued)]
    [InlineData(OverflowPolicy.Disconnect, SendStatus.Queued, SendStatus.Closed)]
    public async Task Applies_the_policy_while_there_is_no_connection(OverflowPolicy policy, SendStatus first, SendStatus second)
    {
        await using ResumeRig rig = new(new() { Session = new() { Overflow = policy, QueueMessages = 1 } });
        rig.Hold();
        await rig.StartAsync();
        rig.Cut();
        await Eventually.TrueAsync(() => rig.ClientEvents.Count == 1);
        Assert.Equal(SendStatus.NotConnected, rig.Client.TrySend("-"u8, WhenDisconnected.FailFast));
        Assert.Equal(first, rig.Client.TrySend("1"u8));
        Assert.Equal(second, rig.Client.TrySend("2"u8));
        rig.Client.Checked();
        if (policy == OverflowPolicy.Disconnect)
        {
            Assert.Equal(CloseReason.SlowConsumer, await rig.Client.Closed.WithinAsync());
            return;
        }

        Task<SendStatus> waiting = rig.Client.SendAsync("3"u8.ToArray(), s_token).AsTask();
        Assert.Equal(policy == OverflowPolicy.Wait, !waiting.IsCompleted);
        rig.LetGo();
        if (policy != OverflowPolicy.Reject)
        {
            byte[] kept = policy == OverflowPolicy.DropNewest ? "1"u8.ToArray() : "3"u8.ToArray();
            using Message message = await rig.Server.ReceiveAsync(s_token).AsTask().WithinAsync();
            Assert.Equal(kept, message.Span.ToArray());
        }

        rig.Client.Checked();
    }

    // TRN1-S9
    [Fact]
    public async Task Keeps_a_request_that_is_in_flight_over_a_cut()
    {
        TaskCompletionSource<ReadOnlyMemory<byte>> answer = new();
        int asked = 0;
        await using ResumeRig rig = new(new()
        {
            Handler = async _ =>
            {
                Interlocked.Increment(ref asked);
                return await answer.Task;
            },
        });
        await rig.StartAsync();
        Task<Message> waiting = rig.Client.RequestAsync("?"u8.ToArray(), TimeSpan.FromSeconds(10), s_token).AsTask();
        await Eventually.TrueAsync(() => Volatile.Read(ref asked) == 1);
        rig.Cut();
        await Eventually.TrueAsync(() => rig.Client.GetStats().Resumptions == 1);
        answer.SetResult("!"u8.ToArray());
        using Message reply = await waiting.WithinAsync();
        Assert.Equal("!"u8, reply.Span);
        Assert.Equal(1, asked);
    }
}
