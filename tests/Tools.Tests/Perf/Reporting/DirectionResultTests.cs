using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;
using Sockets.Tools.Perf.Running;
using Sockets.Tools.Perf.Streams;
using Sockets.Tools.Tests.Perf.Control;
using Sockets.Tools.Tests.Perf.Ends;
using TestResult = Sockets.Tools.Perf.Reporting.TestResult;

namespace Sockets.Tools.Tests.Perf.Reporting;

/// <summary>Both sides' figures of one direction, merged into rates.</summary>
public sealed class DirectionResultTests
{
    private static readonly TestPlan s_plan = PlanSamples.Loss with { MessagesPerSecond = 100, TimeNs = 1_000_000_000 };

    [Fact]
    public void From_the_first_datagram_to_the_last_it_is_as_long_as_all_but_the_first_took()
    {
        DirectionResult loss = Of(s_plan, sent: 11, received: 11, forNs: 100_000_000);
        Assert.Equal((100, 6_400), (loss.MessagesPerSecond, loss.BytesPerSecond));

        // Of one there is nothing to tell; and where a last message marks the end, all of them count.
        Assert.Equal(0, Of(s_plan, sent: 1, received: 1, forNs: 0).MessagesPerSecond);
        Assert.Equal(100, Of(s_plan with { Mode = PerfMode.Throughput, Datagrams = null }, sent: 10, received: 10, forNs: 100_000_000).MessagesPerSecond);
    }

    [Fact]
    public void The_target_of_a_test_that_was_stopped_is_what_was_due_until_then()
    {
        Assert.Equal(0.5, Of(s_plan, sent: 50, received: 50, forNs: 1_000_000_000).TargetRatio);
        Assert.Equal(1, Of(s_plan with { TimeNs = 20_000_000_000 }, sent: 50, received: 50, forNs: 500_000_000).TargetRatio);
    }

    [Fact]
    public void What_the_kernel_refused_was_not_sent()
    {
        DirectionResult direction = Of(s_plan, sent: 100, received: 0, forNs: 1_000_000_000, failed: 100);
        Assert.Equal((0, 0), (direction.TargetRatio, direction.SentMessagesPerSecond));

        RunPlan plan = new() { Verb = "perf loss", Settings = RunningServe.Settings("udp://10.0.0.5:5000"), Tests = [s_plan], Report = new ReportSettings() };
        TestResult result = new() { Plan = s_plan, IsComplete = true, Directions = [direction], NearStreams = [], FarStreams = [] };
        PerfEnd end = new PerfClosing(plan, TimeProvider.System).Close([result], search: null, error: null, interrupted: null);
        Assert.Equal(("nothing was sent: the sender's kernel refused every datagram", 4), (end.Error!.Message, end.ExitCode));
    }

    private static DirectionResult Of(TestPlan plan, long sent, long received, long forNs, long failed = 0)
    {
        EndFigures sender = EndFigures.Of(
            [
                new StreamFigures
                {
                    Local = "a",
                    Remote = "b",
                    Sent = new SendFigures
                    {
                        Messages = sent,
                        Bytes = sent * plan.SizeBytes,
                        AllMessages = sent,
                        DurationNs = forNs,
                        LateMessages = 0,
                        UnsentMessages = 0,
                        FailedMessages = failed,
                        SendCalls = 1,
                        Stalls = 0,
                        StalledNs = 0,
                    },
                },
            ],
            new ProcessCost());
        EndFigures receiver = EndFigures.Of(
            [
                new StreamFigures
                {
                    Local = "b",
                    Remote = "a",
                    Received = new ReceiveFigures
                    {
                        Messages = received,
                        Bytes = received * plan.SizeBytes,
                        AllMessages = received,
                        DurationNs = forNs,
                        MissingMessages = 0,
                        MisplacedMessages = 0,
                        IsComplete = true,
                        UnansweredMessages = 0,
                    },
                    Loss = plan.Mode == PerfMode.Loss ? new LossFigures { Expected = received, Unique = received, Delivered = received } : null,
                },
            ],
            new ProcessCost());
        return DirectionResult.Of(plan, DataFlow.Up, sender, receiver);
    }
}
