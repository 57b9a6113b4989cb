using System.Net;
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

    [Fact]
    public async Task Without_its_data_streams_the_server_still_says_what_it_saw()
    {
        await using RunningServe serve = await RunningServe.StartAsync();
        await using PerfClient client = await PerfClient.ConnectAsync(serve.Settings(), TestContext.Current.CancellationToken);
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
        await using PerfClient client = await PerfClient.ConnectAsync(serve.Settings(), TestContext.Current.CancellationToken);
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
        await using PerfClient client = await PerfClient.ConnectAsync(serve.Settings(), TestContext.Current.CancellationToken);
        Breaking watcher = new(atLeast: 100, client.Connection.Abort);

        TestOutcome outcome = await client.RunAsync(
            s_long, (plan, end) => new ClientSessions(serve.Settings(), plan.Streams, end.Sink), watcher, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.ProtocolError, outcome.Error!.Code);
        Assert.Null(outcome.Far);
        Assert.True(outcome.LastOfFar!.Received >= 100);
        Assert.True(TestResult.Of(outcome) is { IsComplete: false, Directions: [{ Sent.AllMessages: >= 100, Received: null }] });
    }

    /// <summary>Breaks something when the server has said that so many messages came.</summary>
    private sealed class Breaking(long atLeast, Action act) : ITestWatcher
    {
        private Task? _watching;
        private bool _over;

        public void Begin(TestPlan plan, TestEnd near, Func<EndCounts?> far) => _watching = Task.Run(async () =>
        {
            while (!Volatile.Read(ref _over) && !(far()?.Received >= atLeast))
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
