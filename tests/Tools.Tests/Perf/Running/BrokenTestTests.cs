using System.Net;
using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Running;
using Sockets.Tools.Perf.Streams;
using Sockets.Tools.Perf.Streams.ZeroMq;
using Sockets.Tools.Tests.Perf.Control;
using Sockets.Tools.Tests.Perf.Ends;
using TestResult = Sockets.Tools.Perf.Reporting.TestResult;

namespace Sockets.Tools.Tests.Perf.Running;

/// <summary>A test that breaks off leaves what is known.</summary>
public sealed class BrokenTestTests
{
    private static readonly TestPlan s_long = PlanSamples.Throughput with { MessagesPerSecond = 2_000, TimeNs = 1_800_000_000_000 };

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private static readonly EndFigures s_nothing = new() { Streams = [], Process = new ProcessCost() };

    [Fact]
    public async Task Without_its_data_streams_the_server_still_says_what_it_saw()
    {
        await using RunningServe serve = await RunningServe.StartAsync();
        await using PerfClient client = await PerfClient.ConnectAsync(serve.Settings(), TimeProvider.System, TestContext.Current.CancellationToken);
        ClientSessions? data = null;
        Breaking watcher = new(atLeast: 100, () => _ = data!.DisposeAsync().AsTask());

        TestOutcome outcome = await client.RunAsync(
            s_long, (plan, end) => data = new ClientSessions(serve.Settings(), plan.Streams, end.Sink), watcher, TestContext.Current.CancellationToken);

        Assert.NotNull(outcome.Error);
        Assert.True(outcome.Far!.Streams[0].Received!.AllMessages >= 100);
        Assert.True(outcome.Near!.Streams[0].Sent!.AllMessages >= 100);
        Assert.False(TestResult.Of(outcome).IsComplete);
    }

    [Theory]
    [InlineData("push", 0, "wait")]
    [InlineData("pub", 3, "drop-newest")]
    public async Task Without_its_sockets_the_server_still_says_what_it_saw(string role, int mode, string policy)
    {
        await using RunningServe serve = await RunningServe.StartAsync();
        await using PerfClient client = await PerfClient.ConnectAsync(serve.Settings(), TimeProvider.System, TestContext.Current.CancellationToken);
        TestPlan plan = s_long with { Mode = (PerfMode)mode, ZeroMq = new ZmqPlan { Role = role, Policy = policy } };
        ZmqRun? data = null;
        Breaking watcher = new(atLeast: 100, () => _ = data!.DisposeAsync().AsTask());

        TestOutcome outcome = await client.RunAsync(
            plan, (known, end) => data = new ZmqRun(known, Side.Near, serve.Settings(), IPAddress.Loopback, end.Sink), watcher, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.ProtocolError, outcome.Error!.Code);
        Assert.True(outcome.Far!.Streams[0].Received!.AllMessages >= 100);
        Assert.True(outcome.Near!.Streams[0].Sent!.AllMessages >= 100);
        TestResult result = TestResult.Of(outcome);
        Assert.False(result.IsComplete);
        Assert.Empty(result.Faults);
    }

    [Fact]
    public async Task Without_its_control_connection_what_the_server_said_last_is_kept()
    {
        await using RunningServe serve = await RunningServe.StartAsync();
        await using PerfClient client = await PerfClient.ConnectAsync(serve.Settings(), TimeProvider.System, TestContext.Current.CancellationToken);
        Breaking watcher = new(atLeast: 100, client.Connection.Abort);

        TestOutcome outcome = await client.RunAsync(
            s_long, (plan, end) => new ClientSessions(serve.Settings(), plan.Streams, end.Sink), watcher, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.ProtocolError, outcome.Error!.Code);
        Assert.Null(outcome.Far);
        Assert.True(outcome.LastOfFar!.Received >= 100);
        Assert.True(TestResult.Of(outcome) is { IsComplete: false, Directions: [{ Sent.AllMessages: >= 100, Received: null }] });
    }

    [Fact]
    public async Task A_server_whose_stream_breaks_says_so_at_once()
    {
        await using RunningServe serve = await RunningServe.StartAsync();
        await using PerfClient client = await PerfClient.ConnectAsync(serve.Settings(), TimeProvider.System, TestContext.Current.CancellationToken);
        ClientSessions? data = null;
        Breaking watcher = new(atLeast: 0, () => _ = data!.DisposeAsync().AsTask());

        TestOutcome outcome = await client.RunAsync(
            s_long with { Flow = DataFlow.Down },
            (plan, end) => data = new ClientSessions(serve.Settings(), plan.Streams, end.Sink),
            watcher,
            TestContext.Current.CancellationToken).WaitAsync(s_limit, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.ProtocolError, outcome.Error!.Code);
        Assert.NotNull(outcome.Far);
        Assert.False(TestResult.Of(outcome).IsComplete);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_client_whose_stream_breaks_does_not_wait_for_the_rest_of_the_test(int flow)
    {
        await using FakeServe serve = new(new Result(s_nothing), breaks: true);
        await using PerfClient client = await PerfClient.ConnectAsync(serve.Settings, TimeProvider.System, TestContext.Current.CancellationToken);

        TestOutcome outcome = await client.RunAsync(
            s_long with { Flow = (DataFlow)flow },
            (plan, end) => new ClientSessions(serve.Settings, plan.Streams, end.Sink),
            new NoWatcher(),
            TestContext.Current.CancellationToken).WaitAsync(s_limit, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.ProtocolError, outcome.Error!.Code);
        Assert.NotNull(outcome.Far);
        Assert.False(TestResult.Of(outcome).IsComplete);
    }

    /// <summary>Breaks something when the server has said that so many messages came.</summary>
    private sealed class Breaking(long atLeast, Action act) : ITestWatcher
    {
        private Task? _watching;
        private bool _over;

        public void Begin(TestPlan plan, TestEnd near, FarSide far) => _watching = Task.Run(async () =>
        {
            while (!Volatile.Read(ref _over) && !(far.Counts is { } counts && counts.Received >= atLeast))
            {
                await Task.Delay(5);
            }

            act();
        });

        public void End()
        {
            Volatile.Write(ref _over, true);
            Assert.NotNull(_watching);
        }
    }
}
