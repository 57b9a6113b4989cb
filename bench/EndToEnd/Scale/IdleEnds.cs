using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Scale;

/// <summary>Connections that are open and say nothing but heartbeats. Either end may be the one that is looked at.</summary>
internal static class IdleEnds
{
    /// <summary>Connections before the first look: code is compiled, pools and the clock are there.</summary>
    private const int Warm = 16;

    /// <summary>How many clients shake hands at a time.</summary>
    private const int AtOnce = 64;

    /// <summary>Far more than any handshake takes, however many wait in line.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private static readonly byte[] s_goOn = [1];

    public static EndPair Of(int connections, TimeSpan heartbeat)
    {
        SessionOptions session = new() { HeartbeatInterval = heartbeat };
        return new EndPair(end => ListenAsync(end, connections, session), end => ConnectAsync(end, connections, session));
    }

    private static async Task ListenAsync(EndContext end, int connections, SessionOptions session)
    {
        Arrivals arrivals = new(Warm, Warm + connections);
        await using MessageServer server = MessageServer.Start(new MessageServerOptions
        {
            EndPoint = end.EndPoint,
            Handler = arrivals,
            Session = session,
            Limits = new ConnectionLimits { HandshakeTimeout = s_patience },
            Listen = new ListenLimits { MaxConnections = int.MaxValue, MaxHalfOpen = int.MaxValue, MaxPerAddress = int.MaxValue },
        });
        end.Ready(server.LocalEndPoint);
        await arrivals.Some;
        Footprint before = Footprint.Take();
        Tcp.Accepted.Check(await server.Connections.First().SendAsync(s_goOn));
        await arrivals.All;
        await WatchAsync(end, connections, before);
    }

    private static async Task ConnectAsync(EndContext end, int connections, SessionOptions session)
    {
        MessageClientOptions options = new()
        {
            EndPoint = end.EndPoint,
            Session = session,
            ConnectTimeout = s_patience,
            Limits = new ConnectionLimits { HandshakeTimeout = s_patience },
        };
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        options = options with { Handler = new OnAnyMessage(goOn) };
        MessageClient[] clients = new MessageClient[Warm + connections];
        await OpenAsync(0, Warm);
        await goOn.Task;
        Footprint before = Footprint.Take();
        await OpenAsync(Warm, connections);
        await WatchAsync(end, connections, before);
        GC.KeepAlive(clients);
        await Task.Delay(Timeout.Infinite);

        Task OpenAsync(int first, int count) => Parallel.ForAsync(
            first,
            first + count,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (i, stop) => clients[i] = await MessageClient.ConnectAsync(options, stop));
    }

    private static async Task WatchAsync(EndContext end, int connections, Footprint before)
    {
        await Task.Delay(end.Plan.Warmup);
        Footprint after = Footprint.Take();
        end.Scoring();
        TimeSpan used = Environment.CpuUsage.TotalTime;
        await Task.Delay(end.Plan.Scored);
        used = Environment.CpuUsage.TotalTime - used;
        end.Finish(new Figures
        {
            [Keys.ManagedBytesEach] = (double)(after.ManagedBytes - before.ManagedBytes) / connections,
            [Keys.ResidentBytesEach] = (double)(after.ResidentBytes - before.ResidentBytes) / connections,
            [Keys.Threads] = after.Threads,
            [Keys.CoreShare] = used / end.Plan.Scored,
        });
    }

    /// <summary>Counts who has come.</summary>
    private sealed class Arrivals(int some, int all) : IMessageHandler
    {
        private readonly TaskCompletionSource _some = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task Some => _some.Task;

        public Task All => _all.Task;

        public void OnConnected(MessageConnection connection)
        {
            int count = Interlocked.Increment(ref _count);
            (count == some ? _some : count == all ? _all : null)?.SetResult();
        }

        public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload)
        {
        }
    }

    private sealed class OnAnyMessage(TaskCompletionSource came) : IMessageHandler
    {
        public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload) => came.TrySetResult();
    }
}
