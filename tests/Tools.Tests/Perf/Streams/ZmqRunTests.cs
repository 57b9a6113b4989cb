using System.Net;
using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Messages;
using Sockets.Tools.Perf.Streams;
using Sockets.Tools.Perf.Streams.ZeroMq;
using Sockets.Tools.Tests.Perf.Control;
using Sockets.Tools.Tests.Perf.Ends;
using Sockets.Transport;

namespace Sockets.Tools.Tests.Perf.Streams;

/// <summary>Both sides' sockets of a test, in one process.</summary>
public sealed class ZmqRunTests
{
    private const int Messages = 5_000;

    [Theory]
    [InlineData("push")]
    [InlineData("pub")]
    [InlineData("dealer")]
    [InlineData("router")]
    public async Task Sending_allocates_nothing_for_a_message(string role)
    {
        TestPlan plan = PlanSamples.Throughput with { ZeroMq = new ZmqPlan { Role = role, HighWaterMark = 2 * Messages } };
        CountingSink arrived = new(plan, Side.Far);
        await using Pair pair = await Pair.OpenAsync(plan, arrived, new CountingSink(plan, Side.Near));
        byte[] message = new byte[64];

        // Of several rounds the one in which nothing else had to grow.
        long least = long.MaxValue;
        long number = 0;
        for (int round = 0; round < 6; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Messages; i++)
            {
                NumberedMessage.Write(message, number++, MessagePhase.Scored);
                ValueTask<SendStatus> sending = pair.Near.SendAsync(message, CancellationToken.None);
                if (!sending.IsCompleted || await sending != SendStatus.Sent)
                {
                    Assert.Fail("It was held back.");
                }
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            long all = number;
            await Eventually.TrueAsync(() => arrived.Count == all);
        }

        Assert.InRange(least, 0, Messages - 1);
        Assert.Equal((0, 0), (arrived.Received.MissingMessages, arrived.Received.MisplacedMessages));
    }

    [Fact]
    public async Task A_stream_whose_peer_has_gone_is_closed_and_says_so()
    {
        TestPlan plan = PlanSamples.Throughput with { ZeroMq = new ZmqPlan { Role = "push" } };
        await using Pair pair = await Pair.OpenAsync(plan, new CountingSink(plan, Side.Far), new CountingSink(plan, Side.Near));

        await pair.FarRun.DisposeAsync();
        await Eventually.TrueAsync(() => pair.Near.TrySend(new byte[64]) == SendStatus.NotConnected);

        Assert.Equal(SendStatus.Closed, await pair.Near.SendAsync(new byte[64], CancellationToken.None));
        Assert.IsType<ConnectionClosedException>(pair.Near.Broken());
    }

    [Fact]
    public async Task A_server_that_names_no_ports_is_of_another_version()
    {
        TestPlan plan = PlanSamples.Throughput with { ZeroMq = new ZmqPlan { Role = "push" } };
        await using ZmqRun run = new(plan, Side.Near, RunningServe.Settings("tcp://127.0.0.1:1"), IPAddress.Loopback, _ => new CountingSink(plan, Side.Near));

        ToolException error = await Assert.ThrowsAsync<ToolException>(
            async () => await run.OpenAsync(new Ready("r", []), TestContext.Current.CancellationToken));

        Assert.Equal("the server names 0 ports for 1 sockets: use the same sockets on both sides", error.OneLine);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.5", false)]
    [InlineData("::ffff:10.0.0.5", false)]
    public void Only_the_loopback_is_on_this_host(string address, bool isHere) =>
        Assert.Equal(isHere, DataAddress.IsOnThisHost(new IPEndPoint(IPAddress.Parse(address), 5)));

    /// <summary>One stream, open on both sides.</summary>
    private sealed class Pair : IAsyncDisposable
    {
        private Pair(ZmqRun nearRun, ZmqRun farRun, IDataStream near)
        {
            NearRun = nearRun;
            FarRun = farRun;
            Near = near;
        }

        public ZmqRun NearRun { get; }

        public ZmqRun FarRun { get; }

        public IDataStream Near { get; }

        public static async Task<Pair> OpenAsync(TestPlan plan, IDataSink far, IDataSink near)
        {
            CancellationToken stop = TestContext.Current.CancellationToken;
            ZmqRun farRun = new(plan, Side.Far, RunningServe.Settings("tcp://127.0.0.1:1"), IPAddress.Loopback, _ => far);
            ZmqRun nearRun = new(plan, Side.Near, RunningServe.Settings("tcp://127.0.0.1:1"), IPAddress.Loopback, _ => near);
            ValueTask<IReadOnlyList<IDataStream>> opening = farRun.OpenAsync(new Ready("r", []), stop);
            IReadOnlyList<IDataStream> streams = await nearRun.OpenAsync(new Ready("r", farRun.Ports), stop);
            await opening;
            return new Pair(nearRun, farRun, streams[0]);
        }

        public async ValueTask DisposeAsync()
        {
            await NearRun.DisposeAsync();
            await FarRun.DisposeAsync();
        }
    }
}
