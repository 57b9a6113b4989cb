using System.Diagnostics;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Pacing;
using Sockets.Tools.Perf.Reporting;
using Sockets.Transport.Statsd;

namespace Sockets.Tools.Perf.All.Statsd;

/// <summary>One kind of metric, recorded by one thread as fast as it goes, to a receiver in this process.</summary>
internal sealed class MetricMeasurement : IMeasurement
{
    /// <summary>Among how many names the calls go round.</summary>
    public const int Series = 16;

    // Often enough for the warm-up to hold some: the places where times gather grow until the second flush.
    private static readonly TimeSpan s_flushInterval = TimeSpan.FromMilliseconds(100);

    // What left has this long to arrive.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly MetricKind _kind;

    public MetricMeasurement(MetricKind kind) => _kind = kind;

    public string Name => $"StatsD, {NameOf(_kind)}";

    public async Task<MeasurementResult?> RunAsync(MeasuringTime time, CancellationToken stop)
    {
        using MetricReceiver receiver = new();
        StatsdClient client = new(new StatsdOptions { EndPoint = receiver.EndPoint, FlushInterval = s_flushInterval, Prefix = "perf" });
        RecordedCalls calls;
        await using (client)
        {
            calls = await RecordAsync(RoundOf(client), time, stop);
        }

        StatsdStats stats = client.GetStats();
        await WaitForAsync(receiver, stats.PacketsSent);
        return stop.IsCancellationRequested && calls.Scored == 0 ? null : Complete(calls, stats, receiver);
    }

    private static string NameOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Timer => "timer",
        _ => "single",
    };

    // On a thread of its own, whose time and memory are measured: handles have a place for each thread.
    private static Task<RecordedCalls> RecordAsync(Action round, MeasuringTime time, CancellationToken stop) => Task.Factory.StartNew(
        () =>
        {
            long warmUp = CallRounds.Run(round, new AdaptiveStop(time.WarmUp), stop).Calls;
            AdaptiveStop end = new(time.Scored);
            long before = GC.GetAllocatedBytesForCurrentThread();
            (long scored, TimeSpan took) = CallRounds.Run(round, end, stop);
            return new RecordedCalls(warmUp + scored, scored, took, GC.GetAllocatedBytesForCurrentThread() - before);
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>One call for each name.</summary>
    private Action RoundOf(StatsdClient client)
    {
        switch (_kind)
        {
            case MetricKind.Counter:
                StatsdCounter[] counters = [.. Names().Select(name => client.CreateCounter(name))];
                return () =>
                {
                    foreach (StatsdCounter counter in counters)
                    {
                        counter.Add();
                    }
                };
            case MetricKind.Timer:
                StatsdTimer[] timers = [.. Names().Select(name => client.CreateTimer(name))];
                return () =>
                {
                    foreach (StatsdTimer timer in timers)
                    {
                        timer.Record(12.5);
                    }
                };
            default:
                byte[][] names = [.. Names().Select(System.Text.Encoding.UTF8.GetBytes)];
                return () =>
                {
                    foreach (byte[] name in names)
                    {
                        client.Count(name, 1);
                    }
                };
        }
    }

    private static IEnumerable<string> Names() => Enumerable.Range(0, Series).Select(static i => $"orders.filled.{i}");

    private static async Task WaitForAsync(MetricReceiver receiver, long packets)
    {
        long start = Stopwatch.GetTimestamp();
        while (receiver.Packets + (receiver.Dropped ?? 0) < packets && Stopwatch.GetElapsedTime(start) < s_patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }
    }

    private MetricResult Complete(RecordedCalls calls, StatsdStats stats, MetricReceiver receiver)
    {
        long lost = receiver.Dropped ?? stats.PacketsSent - receiver.Packets;
        long received = _kind == MetricKind.Timer ? receiver.Times : receiver.Counted;
        MetricResult result = new()
        {
            Transport = TransportNames.Statsd,
            Metric = NameOf(_kind),
            Series = Series,
            Duration = calls.Took,
            Calls = calls.Scored,
            AllocatedBytes = calls.AllocatedBytes,
            Client = stats,
            LinesReceived = receiver.Lines,
            PacketsReceived = receiver.Packets,
            PacketsLost = lost,
            CallsReceived = received,
        };
        List<Identity> identities =
        [
            new Identity(new Term("called", calls.All), new Term("submitted", stats.Submitted)),
            new Identity(
                new Term("submitted", stats.Submitted),
                new Term("sent", stats.Sent),
                new Term("pending", stats.Pending),
                new Term("sampled out", stats.SampledOut),
                new Term("dropped without room", stats.DroppedOverflow),
                new Term("dropped otherwise", result.DroppedOther)),
            new Identity(new Term("packets sent", stats.PacketsSent), new Term("packets received", receiver.Packets), new Term("packets lost", lost)),
        ];
        if (lost == 0)
        {
            // Of what was in packets that were lost nobody knows how much it was.
            identities.Add(new Identity(new Term("lines sent", stats.LinesSent), new Term("lines received", receiver.Lines - receiver.Unknown)));
            identities.Add(new Identity(new Term("calls sent", stats.Sent), new Term("calls counted by the receiver", received)));
        }

        return result with { Identities = identities };
    }
}
