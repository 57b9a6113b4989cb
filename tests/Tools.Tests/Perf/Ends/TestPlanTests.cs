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
            PlanSamples.Loss with { MessagesPerSecond = 1e300 },
            PlanSamples.Loss with { ReaderPauseNs = 61_000_000_000 },
            Loss(static plan => plan with { Group = "203.0.113.7" }),
            Loss(static plan => plan with { Group = "x" }),
            Loss(static plan => plan with { Group = "" }),
            Loss(static plan => plan with { QueueBytes = int.MaxValue }),
            Loss(static plan => plan with { QueueBytes = 0 }),
            Loss(static plan => plan with { ReceiveBufferBytes = int.MaxValue }),
            Loss(static plan => plan with { ReceiveBufferBytes = -1 }),
            Loss(static plan => plan with { QueueBytes = 16 * 1024 * 1024 }) with { Streams = 65 },
        },
        static plan => Assert.NotNull(plan.Fault()));

    [Fact]
    public void A_group_of_either_family_is_one() => Assert.All(
        new[] { "239.1.2.3", "ff15::1" }, static group => Assert.Null(Loss(plan => plan with { Group = group }).Fault()));

    [Theory]
    [InlineData(100e6, 1, true)]
    [InlineData(100.1e6, 1, false)]
    [InlineData(200e6, 2, true)]
    public void A_stream_has_at_most_a_message_every_ten_nanoseconds(double rate, int streams, bool isPossible)
    {
        TestPlan plan = PlanSamples.Throughput with { Streams = streams };
        Assert.Equal(isPossible, (plan with { MessagesPerSecond = rate }).Fault() is null);
        Assert.Equal(isPossible, (plan with { BitsPerSecond = rate * 8 * plan.SizeBytes }).Fault() is null);
    }

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

    private static TestPlan Loss(Func<DatagramPlan, DatagramPlan> change) => PlanSamples.Loss with { Datagrams = change(PlanSamples.Loss.Datagrams!) };
}
