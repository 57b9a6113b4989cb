using System.Net;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Tests.Perf.Ends;

/// <summary>What can be measured with which kind of socket, and where the sockets are.</summary>
public sealed class ZmqPlanTests
{
    /// <summary>Of each kind at the client: modes, then ways.</summary>
    private static readonly Dictionary<string, (string Modes, string Flows)> s_possible = new(StringComparer.Ordinal)
    {
        ["push"] = ("Throughput", "Up"),
        ["pull"] = ("Throughput", "Down"),
        ["pub"] = ("Throughput Loss", "Up"),
        ["sub"] = ("Throughput Loss", "Down"),
        ["req"] = ("PingPong", "Up Down Both"),
        ["rep"] = ("", ""),
        ["xpub"] = ("", ""),
        ["xsub"] = ("", ""),
        ["pair"] = ("Throughput PingPong UnderLoad", "Up Down Both"),
        ["dealer"] = ("Throughput PingPong UnderLoad", "Up Down Both"),
        ["router"] = ("Throughput PingPong UnderLoad", "Up Down Both"),
    };

    public static TheoryData<string> Roles => [.. ZmqRole.Names];

    [Theory]
    [MemberData(nameof(Roles))]
    public void Each_kind_of_socket_measures_what_it_can_and_nothing_else(string role)
    {
        foreach (PerfMode mode in Enum.GetValues<PerfMode>())
        {
            foreach (DataFlow flow in Enum.GetValues<DataFlow>())
            {
                bool isPossible = s_possible[role].Modes.Split(' ').Contains(mode.ToString()) && s_possible[role].Flows.Split(' ').Contains(flow.ToString());
                Assert.Equal((mode, flow, isPossible), (mode, flow, ZmqPattern.Fault(role, mode, flow) is null));
            }
        }
    }

    [Fact]
    public void The_direction_is_that_of_the_client_s_socket() => Assert.Equal(
        [DataFlow.Up, DataFlow.Down, DataFlow.Up, DataFlow.Down, DataFlow.Up],
        new[] { "push", "pull", "pub", "sub", "dealer" }.Select(ZmqPattern.FlowOf));

    [Theory]
    [InlineData("push", "pull")]
    [InlineData("sub", "pub")]
    [InlineData("req", "rep")]
    [InlineData("router", "dealer")]
    [InlineData("dealer", "dealer")]
    public void The_server_takes_the_other_kind(string near, string far)
    {
        ZmqPlan plan = new() { Role = near };
        Assert.Equal((near, far), (plan.RoleOf(Side.Near).Name, plan.RoleOf(Side.Far).Name));
    }

    [Fact]
    public void Streams_have_ports_or_files_of_their_own()
    {
        Assert.Equal("tcp://10.0.0.5:5304", new ZmqPlan { Role = "push" }.AddressOf(1, IPAddress.Parse("10.0.0.5"), 5304));
        Assert.Equal("tcp://[fd00::5]:5303", new ZmqPlan { Role = "push" }.AddressOf(0, IPAddress.Parse("fd00::5"), 5303));
        ZmqPlan files = new() { Role = "push", Path = "/run/x.sock" };
        Assert.Equal(("ipc:///run/x.sock", "ipc:///run/x.sock.2"), (files.AddressOf(0, host: null, 0), files.AddressOf(2, host: null, 0)));
    }

    [Fact]
    public void A_server_takes_nothing_that_is_impossible()
    {
        ZmqPlan sockets = new() { Role = "push" };
        TestPlan plan = PlanSamples.Throughput;
        Assert.Null((plan with { ZeroMq = sockets }).Fault());
        Assert.All(
            new[]
            {
                sockets with { Role = "peer" },
                sockets with { Role = "" },
                sockets with { Port = 65_536 },
                sockets with { Port = -1 },
                sockets with { Host = "somewhere" },
                sockets with { HighWaterMark = 0 },
                sockets with { HighWaterMark = int.MaxValue },
                sockets with { QueueBytes = 0 },
                sockets with { MaxMessageBytes = 0 },
                sockets with { MaxMessageBytes = 64 },
                sockets with { MaxMessageBytes = int.MaxValue },
                sockets with { Policy = "drop" },
                sockets with { Policy = "drop-newest" },
            },
            wrong => Assert.NotNull((plan with { ZeroMq = wrong }).Fault()));
        Assert.NotNull((plan with { Streams = 2, ZeroMq = sockets with { Port = 65_535 } }).Fault());
        Assert.NotNull((PlanSamples.Loss with { ZeroMq = sockets }).Fault());
        Assert.NotNull((plan with { Mode = PerfMode.Loss, ZeroMq = sockets with { Role = "pub" } }).Fault());
        Assert.Null((plan with { Mode = PerfMode.Loss, ZeroMq = sockets with { Role = "pub", Policy = "drop-oldest" } }).Fault());
    }
}
