using System.Diagnostics;
using System.Net;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Tcp;

/// <summary>
/// Cuts a session again and again, with so many messages on their way that never arrive, and takes the time until the
/// first, and the last, of them is handled. Both ends and the relay between them run in this process: one clock.
/// </summary>
internal sealed class ResumeLeg : Leg
{
    private const int Size = 64;

    /// <summary>A window that all of them fit.</summary>
    private const int Window = 64 * 1024 * 1024;

    private static readonly TimeSpan s_atOnce = TimeSpan.FromTicks(1);

    private readonly Driver _driver;
    private readonly int _unacknowledged;

    public ResumeLeg(Driver driver, int unacknowledged)
        : base($"{driver}, {unacknowledged:N0} unacknowledged")
    {
        _driver = driver;
        _unacknowledged = unacknowledged;
    }

    public override string? Absence => _driver == Driver.BusyPoll && Environment.ProcessorCount < 4 ? "both ends spin, and the relay needs a core too" : null;

    public override async Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken)
    {
        Arrivals arrivals = new();
        ResumeOptions resume = new() { FirstRetry = s_atOnce, LongestRetry = s_atOnce, ReplayBytes = Window };
        SessionOptions session = new() { WindowBytes = Window, MaxWindowBytes = Window, WindowMessages = 1_000_000, QueueBytes = Window };
        await using MessageServer server = MessageServer.Start(new()
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Driver = _driver,
            Handler = arrivals,
            Session = session,
            Resume = resume,
        });
        using Relay relay = new(server.LocalEndPoint);
        await using MessageClient client = await MessageClient.ConnectAsync(
            new() { EndPoint = relay.EndPoint, Driver = _driver, Session = session, Resume = resume }, cancellationToken);
        byte[] payload = new byte[Size];
        List<double> first = [];
        List<double> last = [];
        long end = Stopwatch.GetTimestamp() + (long)((plan.Warmup + plan.Scored).TotalSeconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end || first.Count < 2)
        {
            await client.AcknowledgedAsync(cancellationToken);
            relay.Swallow();
            for (int i = 0; i < _unacknowledged; i++)
            {
                Accepted.Check(await client.SendAsync(payload, cancellationToken));
            }

            await client.FlushAsync(cancellationToken);
            int due = Math.Max(1, _unacknowledged);
            Task<(long First, long Last)> arrived = arrivals.WaitForAsync(due);
            long cut = Stopwatch.GetTimestamp();
            relay.Cut();
            if (_unacknowledged == 0)
            {
                Accepted.Check(await client.SendAsync(payload, cancellationToken));
            }

            (long firstAt, long lastAt) = await arrived.WaitAsync(plan.Limit, cancellationToken);
            first.Add(Stopwatch.GetElapsedTime(cut, firstAt).TotalNanoseconds);
            last.Add(Stopwatch.GetElapsedTime(cut, lastAt).TotalNanoseconds);
        }

        // The first one warms up.
        first.RemoveAt(0);
        last.RemoveAt(0);
        first.Sort();
        last.Sort();
        return new Figures
        {
            [Keys.Count] = first.Count,
            [Keys.P50] = first[first.Count / 2],
            [Keys.Max] = first[^1],
            [Keys.Whole] = last[last.Count / 2],
        };
    }

    /// <summary>When messages were handled.</summary>
    private sealed class Arrivals : IMessageHandler
    {
        private TaskCompletionSource<(long First, long Last)> _done = new();
        private long _first;
        private int _due;

        public Task<(long First, long Last)> WaitForAsync(int count)
        {
            _done = new TaskCompletionSource<(long First, long Last)>(TaskCreationOptions.RunContinuationsAsynchronously);
            _first = 0;
            Volatile.Write(ref _due, count);
            return _done.Task;
        }

        public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload)
        {
            long now = Stopwatch.GetTimestamp();
            _first = _first == 0 ? now : _first;
            if (--_due == 0)
            {
                _done.TrySetResult((_first, now));
            }
        }
    }
}
