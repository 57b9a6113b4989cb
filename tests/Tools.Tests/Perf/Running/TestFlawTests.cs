using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;
using Sockets.Tools.Perf.Running;
using Sockets.Tools.Perf.Streams;
using Sockets.Tools.Tests.Perf.Ends;
using TestResult = Sockets.Tools.Perf.Reporting.TestResult;

namespace Sockets.Tools.Tests.Perf.Running;

/// <summary>A test can go to its end and still be none.</summary>
public sealed class TestFlawTests
{
    [Fact]
    public void A_receiver_without_the_last_message_did_not_get_everything()
    {
        TestOutcome outcome = Outcome(PlanSamples.Throughput, isComplete: false);

        ToolException flaw = TestFlaw.Of(outcome, wasStopped: false)!;
        Assert.Equal(ExitCode.ProtocolError, flaw.Code);
        Assert.StartsWith("not everything arrived to the server: 9 of", flaw.Message, StringComparison.Ordinal);
        Assert.Null(TestFlaw.Of(outcome, wasStopped: true));
        Assert.Null(TestFlaw.Of(Outcome(PlanSamples.Throughput), wasStopped: false));
    }

    [Fact]
    public void What_a_session_passed_over_is_a_fault_whether_or_not_the_last_message_came() => Assert.All(
        new[] { true, false },
        static isComplete => Assert.Single(TestResult.Of(Outcome(PlanSamples.Throughput, isComplete, missing: 1)).Faults));

    [Fact]
    public void Two_senders_where_one_sends_make_no_figures()
    {
        TestPlan group = PlanSamples.Loss with { Datagrams = PlanSamples.Loss.Datagrams! with { Group = "239.1.2.3" } };

        Assert.Null(TestFlaw.Of(Outcome(group, sources: 1), wasStopped: true));
        Assert.StartsWith("somebody else sends to this group: 2 senders", TestFlaw.Of(Outcome(group, sources: 2), wasStopped: true)!.Message, StringComparison.Ordinal);
        Assert.StartsWith("somebody else sends to this address", TestFlaw.Of(Outcome(PlanSamples.Loss, sources: 2), wasStopped: false)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_strangers_sent_is_no_sum_of_ours_that_does_not_come_out()
    {
        LossFigures heard = new() { Expected = 150, Unique = 150, Delivered = 150, Sources = 2 };

        Assert.Empty(LossResult.Of(sent: 100, dropped: null, [heard], oneWay: null).Faults);
        Assert.NotEmpty(LossResult.Of(sent: 100, dropped: null, [heard with { Sources = 1 }], oneWay: null).Faults);
        Assert.NotEmpty(LossResult.Of(sent: null, dropped: null, [heard with { Delivered = 149 }], oneWay: null).Faults);
    }

    private static TestOutcome Outcome(TestPlan plan, bool isComplete = true, long missing = 0, long sources = 1)
    {
        StreamFigures stream = new()
        {
            Local = "a",
            Remote = "b",
            Received = new ReceiveFigures
            {
                Messages = 8,
                Bytes = 512,
                AllMessages = 9,
                DurationNs = 1,
                MissingMessages = missing,
                MisplacedMessages = 0,
                IsComplete = isComplete,
                UnansweredMessages = 0,
            },
            Loss = plan.Datagrams is null ? null : new LossFigures { Sources = sources },
        };
        return new TestOutcome { Plan = plan, Near = EndFigures.Of([], new ProcessCost()), Far = EndFigures.Of([stream], new ProcessCost()) };
    }
}
