using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Messages;
using Sockets.Tools.Tests.Support;
using Sockets.Transport;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Tests.Perf.Ends;

/// <summary>What each side does with what arrives, by clocks that the test sets.</summary>
public sealed class SinkTests
{
    private readonly FakeStream _stream = new() { Clock = 10_000 };

    [Fact]
    public void One_way_is_from_the_time_due_to_the_arrival()
    {
        CountingSink sink = new(PlanSamples.UnderLoad, Side.Far);
        sink.OnMessage(_stream, Message(0, due: 4_000, sent: 6_000), default);

        Assert.Equal((1, 6_000, 6_000), (sink.Received.OneWay!.Count, sink.Received.OneWay.MinNs, sink.Received.OneWay.MaxNs));
    }

    [Theory]
    [InlineData(false, 5_000)]
    [InlineData(true, 7_000)]
    public void The_offset_of_the_clocks_is_taken_out_on_either_side(bool near, long nanoseconds)
    {
        // The server is 1,000 ahead: 4,000 of the client's is 5,000 of its own, and the other way round 3,000.
        TestPlan plan = PlanSamples.UnderLoad with { Mode = PerfMode.Throughput, Flow = DataFlow.Both, Clock = new ClockOffset { MonotonicNs = 1_000 } };
        CountingSink sink = new(plan, near ? Side.Near : Side.Far);
        sink.OnMessage(_stream, Message(0, due: 4_000, sent: 4_000), default);

        Assert.Equal(nanoseconds, sink.Received.OneWay!.MaxNs);
    }

    [Fact]
    public void A_message_that_is_asked_back_goes_back_as_it_is_and_others_do_not()
    {
        CountingSink sink = new(PlanSamples.UnderLoad, Side.Far);
        byte[] asked = Message(0, due: 1, sent: 2);
        NumberedMessage.AskBack(asked);
        sink.OnMessage(_stream, asked, default);
        sink.OnMessage(_stream, Message(1, due: 1, sent: 2), default);
        _stream.Answer = SendStatus.NoCredit;
        sink.OnMessage(_stream, asked, default);

        Assert.Equal(asked, Assert.Single(_stream.Sent));
        Assert.Equal(1, sink.Received.UnansweredMessages);
    }

    [Fact]
    public void Response_is_from_the_time_due_and_service_from_the_sending()
    {
        AnswerSink sink = new();
        sink.OnMessage(_stream, Message(0, due: 4_000, sent: 9_000), default);

        Assert.Equal((6_000, 1_000), (sink.RoundTrips.Response.MaxNs, sink.RoundTrips.Service!.MaxNs));
    }

    [Fact]
    public void A_warm_up_message_is_counted_and_not_timed()
    {
        CountingSink counting = new(PlanSamples.UnderLoad, Side.Far);
        AnswerSink answers = new();
        byte[] warmUp = Message(0, due: 1, sent: 2, MessagePhase.WarmUp);
        counting.OnMessage(_stream, warmUp, default);
        answers.OnMessage(_stream, warmUp, default);

        LossySink datagrams = new(PlanSamples.Loss with { MessagesPerSecond = 100 }, Side.Far, clock: null);
        datagrams.OnMessage(_stream, warmUp, new(Sent: 3, Arrived: 4));

        Assert.Equal((1, 0), (datagrams.Count, datagrams.Received.OneWay!.Count));
        Assert.Equal((1, 0, 0), (counting.Count, counting.Received.OneWay!.Count, counting.Received.Messages));
        Assert.Equal((1, 0), (answers.Count, answers.RoundTrips.Response.Count));
    }

    [Fact]
    public async Task It_is_complete_with_the_last_message()
    {
        CountingSink sink = new(PlanSamples.Throughput, Side.Far);
        byte[] message = new byte[64];
        NumberedMessage.Write(message, 0, MessagePhase.Scored);
        sink.OnMessage(_stream, message, default);
        Assert.False(sink.Completed.IsCompleted);
        NumberedMessage.Write(message, 1, MessagePhase.Last);
        sink.OnMessage(_stream, message, default);

        await sink.Completed;
        Assert.True(sink.Received is { IsComplete: true, Messages: 1, Bytes: 64, AllMessages: 2, OneWay: null });
    }

    [Fact]
    public void Datagrams_are_timed_by_when_the_kernel_took_them()
    {
        LossySink sink = new(PlanSamples.Loss with { MessagesPerSecond = 100 }, Side.Far, clock: null);
        sink.OnMessage(_stream, Message(0, due: 500, sent: 600), new(Sent: 700, Arrived: 2_000));
        sink.OnMessage(_stream, Message(1, due: 1_500, sent: 1_600), new(Sent: 1_700, Arrived: 5_000));

        Assert.Equal((2, 128, 3_000), (sink.Received.Messages, sink.Received.Bytes, sink.Received.DurationNs));
        Assert.Equal((1_500, 3_500), (sink.Received.OneWay!.MinNs, sink.Received.OneWay.MaxNs));
    }

    [Fact]
    public void A_listener_reads_nothing_in_the_messages_of_others()
    {
        ListenSink sink = new(new WallClockWatch(TimeProvider.System));
        byte[] foreign = Enumerable.Repeat((byte)0xff, 64).ToArray();
        sink.OnMessage(_stream, foreign, new(Sent: 1_000, Arrived: 1_500));
        sink.OnMessage(_stream, foreign, new(Sent: 0, Arrived: 2_500));

        Assert.Equal((2, 128, 1_000), (sink.Received.Messages, sink.Received.Bytes, sink.Received.DurationNs));
        Assert.Equal((1, 500), (sink.Received.OneWay!.Count, sink.Received.OneWay.MaxNs));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void What_a_clock_that_was_set_has_timed_is_left_out(int hours)
    {
        SetTime time = new();
        LossySink sink = new(PlanSamples.Loss with { MessagesPerSecond = 100 }, Side.Far, new WallClockWatch(time));
        ListenSink listener = new(new WallClockWatch(time));
        var step = TimeSpan.FromHours(hours);
        long[] arrivals = [2_000, 3_000 + (step.Ticks * TimeSpan.NanosecondsPerTick)];
        foreach (long arrived in arrivals)
        {
            sink.OnMessage(_stream, Message(0, due: 500, sent: 600), new(Sent: 700, arrived));
            listener.OnMessage(_stream, Message(0, due: 500, sent: 600), new(Sent: 700, arrived));
        }

        Assert.Equal(hours < 0, sink.Received.OneWay!.MinNs < 0);
        Assert.Equal(hours > 0, sink.Received.OneWay.MaxNs > LatencyHistogram.Longest);
        time.Set(step);

        Assert.All(
            (ReceiveFigures[])[sink.Received, listener.Received],
            static received =>
            {
                Assert.Equal(2, received.Messages);
                Assert.Null(received.OneWay);
                Assert.InRange(received.DurationNs, 0, TimeSpan.FromMinutes(30).Ticks * TimeSpan.NanosecondsPerTick);
            });
        Assert.Null(sink.Times);
        Assert.Null(listener.Times);
    }

    private static byte[] Message(long number, long due, long sent, MessagePhase phase = MessagePhase.Scored)
    {
        byte[] message = new byte[64];
        NumberedMessage.Write(message, number, phase);
        NumberedMessage.Stamp(message, due, sent);
        return message;
    }
}
