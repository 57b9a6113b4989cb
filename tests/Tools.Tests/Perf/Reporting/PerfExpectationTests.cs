using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;
using Sockets.Tools.Perf.Streams;
using Sockets.Tools.Tests.Perf.Ends;
using Sockets.Transport.Measurement;
using TestResult = Sockets.Tools.Perf.Reporting.TestResult;

namespace Sockets.Tools.Tests.Perf.Reporting;

public sealed class PerfExpectationTests
{
    [Theory]
    [InlineData("loss<0.1%", true)]
    [InlineData("loss<=0.05%", true)]
    [InlineData("loss<0.05%", false)]
    [InlineData("loss=0", false)]
    [InlineData("p99<=100us", true)]
    [InlineData("max<99us", false)]
    [InlineData("rate>=99%", true)]
    [InlineData("rate>=100%", false)]
    [InlineData("rate>=50k/s", true)]
    [InlineData("rate>100k/s", false)]
    [InlineData("rate>=10Mbit/s", true)]
    [InlineData("messages>=9995", true)]
    public void Is_held_against_the_figures(string text, bool isMet)
    {
        Assert.True(PerfExpectation.TryParse(text, out PerfExpectation expectation, out _));

        Assert.Equal(isMet, expectation.Check([Sample(lost: 5)]).IsMet);
    }

    [Fact]
    public void The_worst_of_several_results_decides()
    {
        Assert.True(PerfExpectation.TryParse("loss<1%", out PerfExpectation expectation, out _));

        var checkd = expectation.Check([Sample(lost: 0), Sample(lost: 500), Sample(lost: 1)]);
        Assert.Equal((false, 0.05), (checkd.IsMet, checkd.Value));
    }

    [Fact]
    public void What_was_not_measured_meets_nothing()
    {
        Assert.True(PerfExpectation.TryParse("p9999<1h", out PerfExpectation expectation, out _));

        Assert.False(expectation.Check([Sample(lost: 0)]).IsMet);
        Assert.False(expectation.Check([]).IsMet);
    }

    [Theory]
    [InlineData("messages>=19980", true)]
    [InlineData("messages>=19981", false)]
    [InlineData("p99<1ms", true)]
    [InlineData("p999<1ms", true)]
    [InlineData("max<1ms", false)]
    public void Answers_that_never_came_took_longer_than_any_and_a_warm_up_does_not_count(string text, bool isMet)
    {
        Assert.True(PerfExpectation.TryParse(text, out PerfExpectation expectation, out _));

        Assert.Equal(isMet, expectation.Check([Trips(scored: 20_000, unanswered: 20)]).IsMet);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void A_percentile_is_of_the_requests_and_not_of_the_answers(long unanswered, bool isMet)
    {
        Assert.True(PerfExpectation.TryParse("p999<1ms", out PerfExpectation expectation, out _));

        Assert.Equal(isMet, expectation.Check([Trips(scored: 10_011, unanswered)]).IsMet);
    }

    [Theory]
    [InlineData("loss", "'loss' compares nothing")]
    [InlineData("los<1%", "unknown field 'los' in 'los<1%', did you mean 'loss'?")]
    [InlineData("loss<1", "in 'loss<1': '1' is no share: write it in percent, as in 0.1%")]
    [InlineData("p99<5", "in 'p99<5': '5' has no unit")]
    [InlineData("rate>5", "in 'rate>5': ")]
    public void What_makes_no_sense_is_said(string text, string error)
    {
        Assert.False(PerfExpectation.TryParse(text, out _, out string? said));
        Assert.StartsWith(error, said, StringComparison.Ordinal);
    }

    private static TestResult Sample(long lost)
    {
        LatencyHistogram times = new();
        times.Record(100_000, count: 10_000 - lost);
        TestPlan plan = PlanSamples.Loss with { MessagesPerSecond = 100_000, TimeNs = 100_000_000 };
        EndFigures sender = End(new StreamFigures
        {
            Local = "a",
            Remote = "b",
            Sent = new SendFigures
            {
                Messages = 9_990,
                Bytes = 9_990 * 64,
                AllMessages = 10_000,
                DurationNs = 100_000_000,
                LateMessages = 0,
                UnsentMessages = 10,
                FailedMessages = 0,
                SendCalls = 1,
                Stalls = 0,
                StalledNs = 0,
            },
        });
        EndFigures receiver = End(new StreamFigures
        {
            Local = "b",
            Remote = "a",
            Received = new ReceiveFigures
            {
                Messages = 10_000 - lost,
                Bytes = (10_000 - lost) * 64,
                AllMessages = 10_000 - lost,
                DurationNs = 100_000_000,
                MissingMessages = 0,
                MisplacedMessages = 0,
                IsComplete = true,
                UnansweredMessages = 0,
                OneWay = HistogramData.Of(times),
            },
            Loss = new LossFigures { Expected = 10_000, Unique = 10_000 - lost, Delivered = 10_000 - lost, Lost = lost, LostUpstream = lost },
        });
        return TestResult.Of(new Tools.Perf.Running.TestOutcome { Plan = plan, Near = sender, Far = receiver });
    }

    /// <summary>Requests of 100 us, 1,000 more in the warm-up.</summary>
    private static TestResult Trips(long scored, long unanswered)
    {
        LatencyHistogram times = new();
        times.Record(100_000, scored - unanswered);
        EndFigures near = End(new StreamFigures
        {
            Local = "a",
            Remote = "b",
            RoundTrips = new RoundTripFigures
            {
                Asked = scored + 1_000,
                Answered = scored - unanswered + 1_000,
                ScoredAsked = scored,
                Response = HistogramData.Of(times),
            },
        });
        return TestResult.Of(new Tools.Perf.Running.TestOutcome { Plan = PlanSamples.UnderLoad, Near = near, Far = near });
    }

    private static EndFigures End(StreamFigures stream) => EndFigures.Of([stream], new ProcessCost());
}
