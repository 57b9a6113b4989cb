using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Messages;

namespace Sockets.Tools.Tests.Perf.Ends;

public sealed class PacedSenderTests
{
    [Fact]
    public async Task A_stall_moves_no_due_time_and_skips_no_message()
    {
        FakeStream stream = new() { OnSend = static n => Thread.Sleep(n == 5 ? 6 : 0) };
        PacedSender paced = await RunAsync(stream, PlanSamples.UnderLoad);

        long[] due = [.. stream.Sent.Select(DueOf)];
        Assert.Equal(40, due.Length + paced.Unsent);
        Assert.All(due.Zip(due.Skip(1)), static pair => Assert.InRange(pair.Second - pair.First, 499_999, 500_001));

        // The one behind the stall was due 5.5 ms before: its wait is in its time, and it is counted as late.
        Assert.All(stream.Sent.Take(7).Skip(6), static message => Assert.True(SentOf(message) - DueOf(message) > 1_000_000));
        Assert.True(paced.Late > 0);
        Assert.Equal(due.Length, paced.Lateness.Count);
    }

    [Fact]
    public async Task Messages_of_a_burst_are_due_at_once()
    {
        FakeStream stream = new();
        await RunAsync(stream, PlanSamples.UnderLoad with { Burst = 4 });

        long[] due = [.. stream.Sent.Select(DueOf)];
        Assert.Equal([due[0], due[0], due[0], due[4], due[4]], due[1..6]);
        Assert.InRange(due[4] - due[0], 1_999_999, 2_000_001);
    }

    [Fact]
    public async Task Every_so_manieth_message_is_asked_back()
    {
        FakeStream stream = new();
        await RunAsync(stream, PlanSamples.UnderLoad with { ReplyEvery = 3 });

        Assert.Equal([true, false, false, true, false, false, true], stream.Sent.Take(7).Select(static m => NumberedMessage.IsAskedBack(m)));
    }

    [Fact]
    public async Task The_warm_up_comes_first_and_scores_nothing()
    {
        int scoring = 0;
        FakeStream stream = new();
        NumberedSender sender = new(stream, 64);
        PacedSender paced = new(sender, PlanSamples.UnderLoad with { WarmupNs = 5_000_000 }) { OnScoring = () => scoring = stream.Sent.Count };
        await paced.SendAsync(stream, TestContext.Current.CancellationToken);

        Assert.Equal(10, scoring);
        Assert.Equal(MessagePhase.WarmUp, PhaseOf(stream.Sent[9]));
        Assert.Equal(MessagePhase.Scored, PhaseOf(stream.Sent[10]));
        Assert.Equal(stream.Sent.Count - 10, paced.Lateness.Count);
    }

    [Fact]
    public async Task What_is_due_and_not_sent_when_the_time_is_over_is_counted_apart()
    {
        // 20 ms of time, 20 of grace, and a stall that is longer than both.
        FakeStream stream = new() { OnSend = static n => Thread.Sleep(n == 5 ? 60 : 0) };
        PacedSender paced = await RunAsync(stream, PlanSamples.UnderLoad);

        Assert.Equal((6, 34), (stream.Sent.Count, paced.Unsent));
    }

    [Fact]
    public async Task It_lasts_as_long_as_its_messages_take_of_the_schedule()
    {
        // Due at 0 and 20 ms, of 30: the second one's time is not over when it has gone.
        FakeStream stream = new();
        long start = MonotonicClock.Now;
        await RunAsync(stream, PlanSamples.UnderLoad with { MessagesPerSecond = 50, TimeNs = 30_000_000 });

        Assert.Equal(2, stream.Count);
        Assert.True(MonotonicClock.Now - start >= 30_000_000);
    }

    [Fact]
    public async Task It_ends_when_it_is_told_to()
    {
        using CancellationTokenSource stop = new();
        FakeStream stream = new() { OnSend = _ => stop.Cancel() };
        PacedSender paced = new(new NumberedSender(stream, 64), PlanSamples.UnderLoad with { TimeNs = 3_600_000_000_000 });
        await paced.SendAsync(stream, stop.Token);

        Assert.Single(stream.Sent);
        Assert.Equal(0, paced.Unsent);
    }

    private static async Task<PacedSender> RunAsync(FakeStream stream, TestPlan plan)
    {
        PacedSender paced = new(new NumberedSender(stream, plan.SizeBytes), plan);
        await paced.SendAsync(stream, TestContext.Current.CancellationToken);
        return paced;
    }

    private static long DueOf(byte[] message)
    {
        Assert.True(NumberedMessage.TryReadTimes(message, out long due, out _));
        return due;
    }

    private static long SentOf(byte[] message)
    {
        Assert.True(NumberedMessage.TryReadTimes(message, out _, out long sent));
        return sent;
    }

    private static MessagePhase PhaseOf(byte[] message)
    {
        NumberedMessage.Read(message, out MessagePhase phase);
        return phase;
    }
}
