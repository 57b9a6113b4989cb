using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Tests.Perf.Ends;

/// <summary>A server trusts no client: what is impossible is said, and not tried.</summary>
public sealed class TestPlanTests
{
    [Fact]
    public void What_makes_sense_has_no_fault() => Assert.All(
        new[] { PlanSamples.Throughput, PlanSamples.UnderLoad, PlanSamples.Loss, PlanSamples.Throughput with { Mode = PerfMode.PingPong } },
        static plan => Assert.Null(plan.Fault()));

    [Fact]
    public void What_makes_none_has() => Assert.All(
        new[]
        {
            PlanSamples.Throughput with { Streams = 0 },
            PlanSamples.Throughput with { Streams = TestPlan.MostStreams + 1 },
            PlanSamples.Throughput with { TimeNs = 0 },
            PlanSamples.Throughput with { TimeNs = long.MaxValue },
            PlanSamples.Throughput with { WarmupNs = -1 },
            PlanSamples.Throughput with { SizeBytes = 8 },
            PlanSamples.UnderLoad with { SizeBytes = 24 },
            PlanSamples.UnderLoad with { MessagesPerSecond = null },
            PlanSamples.UnderLoad with { MessagesPerSecond = double.NaN },
            PlanSamples.UnderLoad with { MessagesPerSecond = -1 },
            PlanSamples.UnderLoad with { Flow = DataFlow.Both },
            PlanSamples.UnderLoad with { Burst = 0 },
            PlanSamples.Throughput with { Mode = PerfMode.PingPong, MessagesPerSecond = 1 },
            PlanSamples.Throughput with { Mode = PerfMode.Loss },
            PlanSamples.Throughput with { Datagrams = PlanSamples.Loss.Datagrams },
        },
        static plan => Assert.NotNull(plan.Fault()));

    [Theory]
    [InlineData(9, null)]
    [InlineData(25, 1_000.0)]
    public void A_message_needs_room_for_its_number_and_at_a_rate_for_its_times(int least, double? rate)
    {
        TestPlan plan = PlanSamples.Throughput with { MessagesPerSecond = rate };
        Assert.Null((plan with { SizeBytes = least }).Fault());
        Assert.NotNull((plan with { SizeBytes = least - 1 }).Fault());
    }

    [Theory]
    [InlineData(0, true, false)]
    [InlineData(1, false, true)]
    [InlineData(2, true, true)]
    public void Who_sends_follows_from_the_direction(int flow, bool near, bool far)
    {
        TestPlan plan = PlanSamples.Throughput with { Flow = (DataFlow)flow };
        Assert.Equal((near, far, far, near), (plan.Sends(Side.Near), plan.Sends(Side.Far), plan.Receives(Side.Near), plan.Receives(Side.Far)));
    }
}
