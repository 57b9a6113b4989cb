using Sockets.Tools.Endpoints;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Running;
using Sockets.Tools.Perf.Streams;
using Sockets.Tools.Tests.Perf.Control;
using Sockets.Tools.Tests.Perf.Ends;
using TestResult = Sockets.Tools.Perf.Reporting.TestResult;

namespace Sockets.Tools.Tests.Perf.Running;

/// <summary>What many streams have to say still fits between both sides.</summary>
public sealed class ManyStreamsTests
{
    private static readonly TestPlan s_paced = PlanSamples.Throughput with { MessagesPerSecond = 20_000, TimeNs = 200_000_000 };

    [Fact]
    public async Task A_test_has_as_many_streams_as_it_may()
    {
        TestOutcome outcome = await RunAsync(PlanSamples.Throughput with { Streams = TestPlan.MostStreams, MessagesPerSecond = 10_000 }, "");

        Assert.Null(outcome.Error);
        Assert.Equal(TestPlan.MostStreams, outcome.Far!.Streams.Count);
        Assert.True(TestResult.Of(outcome).IsComplete);
    }

    [Fact]
    public async Task What_the_server_saw_comes_whatever_messages_are_measured()
    {
        TestOutcome outcome = await RunAsync(s_paced with { Streams = 4 }, "?maxmessage=200");

        Assert.Null(outcome.Error);
        TestResult result = TestResult.Of(outcome);
        Assert.True(result.Directions[0].Received!.OneWay!.Count > 0);
        Assert.Equal(result.Directions[0].Received!.OneWay!.Count, result.Directions[0].Received!.OneWay!.Cells.Sum(static cell => cell[1]));
    }

    [Fact]
    public async Task Messages_that_the_client_does_not_take_are_refused()
    {
        TestOutcome outcome = await RunAsync(s_paced with { Flow = DataFlow.Down, SizeBytes = 201 }, "?maxmessage=200");

        Assert.Equal(ExitCode.Usage, outcome.Error!.Code);
        Assert.Contains("too long for the client: it takes 200", outcome.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_that_the_server_does_not_take_are_refused_before_it_begins()
    {
        TestOutcome outcome = await RunAsync(PlanSamples.Throughput with { SizeBytes = 1_048_577 }, "");

        Assert.Equal(ExitCode.Usage, outcome.Error!.Code);
        Assert.Contains("too long for the server: it takes 1048576", outcome.Error.Message, StringComparison.Ordinal);
        Assert.Null(outcome.Near);
    }

    private static async Task<TestOutcome> RunAsync(TestPlan plan, string query)
    {
        await using RunningServe serve = await RunningServe.StartAsync();
        ChannelSettings settings = RunningServe.Settings($"tcp://127.0.0.1:{serve.Port}{query}");
        await using PerfClient client = await PerfClient.ConnectAsync(settings, TimeProvider.System, TestContext.Current.CancellationToken);
        return await client.RunAsync(
            plan, (known, end) => new ClientSessions(settings, known.Streams, end.Sink), new NoWatcher(), TestContext.Current.CancellationToken);
    }
}
