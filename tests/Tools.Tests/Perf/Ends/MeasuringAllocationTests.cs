using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Messages;

namespace Sockets.Tools.Tests.Perf.Ends;

/// <summary>What measures allocates nothing for a message, so that it never waits for a collection of its own making.</summary>
public sealed class MeasuringAllocationTests
{
    private const int Messages = 100_000;

    private readonly FakeStream _stream = new(keeps: false);

    [Fact]
    public void Counting_and_timing_what_arrives()
    {
        CountingSink sink = new(PlanSamples.UnderLoad, Side.Far);
        Assert.Equal(0, AllocatedFor((message, _) => sink.OnMessage(_stream, message, default)));
        Assert.Equal(2 * Messages, sink.Count);
    }

    [Fact]
    public void Timing_datagrams()
    {
        LossySink sink = new(PlanSamples.Loss with { MessagesPerSecond = 100 }, Side.Far, new WallClockWatch(TimeProvider.System));
        Assert.Equal(0, AllocatedFor((message, i) => sink.OnMessage(_stream, message, new(i, i + 100))));
    }

    [Fact]
    public void Timing_answers()
    {
        AnswerSink sink = new();
        Assert.Equal(0, AllocatedFor((message, _) => sink.OnMessage(_stream, message, default)));
    }

    [Fact]
    public void Asking_again_and_again()
    {
        RoundTripAsker asker = new(64, TimeSpan.Zero, TimeSpan.FromHours(1), CancellationToken.None);
        asker.Start(_stream);
        Assert.Equal(0, AllocatedFor((message, _) => asker.OnMessage(_stream, message, default)));
        Assert.Equal(2 * Messages, asker.Times.Count);
    }

    [Fact]
    public void Sending_on_a_schedule()
    {
        TestPlan plan = PlanSamples.UnderLoad with { MessagesPerSecond = 200_000, TimeNs = 50_000_000 };
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        long sent = Run();

        // Of the run, not of its messages: histogram, schedule, state machines.
        Assert.True(sent > 1_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000);

        long Run()
        {
            FakeStream stream = new(keeps: false);
            PacedSender paced = new(new NumberedSender(stream, 64), plan);
            Task run = paced.SendAsync(stream, CancellationToken.None);
            Assert.True(run.IsCompletedSuccessfully);
            return stream.Count;
        }
    }

    private static long AllocatedFor(Action<byte[], int> add)
    {
        byte[] message = new byte[64];
        NumberedMessage.Write(message, 0, MessagePhase.Scored);
        NumberedMessage.Stamp(message, 1_000, 2_000);
        long before = 0;
        for (int i = 0; i < 2 * Messages; i++)
        {
            if (i == Messages)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            add(message, i);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
