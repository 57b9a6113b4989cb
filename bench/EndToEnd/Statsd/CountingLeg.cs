using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.Transport.Statsd;

namespace Sockets.EndToEnd.Statsd;

/// <summary>Counts at a steady rate, among 100 names, and asks the server what arrived.</summary>
/// <param name="name">What the table calls it.</param>
/// <param name="rate">Metrics per second.</param>
/// <param name="way">How they leave.</param>
internal sealed class CountingLeg(string name, int rate, CountingLeg.Way way) : Leg(name)
{
    /// <summary>The part of the submitted counts that the server has counted.</summary>
    public const string Arrived = "arrived";

    /// <summary>The part of the submitted counts that the sender dropped, and says so; what is neither here nor arrived was lost behind it.</summary>
    public const string Dropped = "dropped";

    /// <summary>Submitted in a second.</summary>
    public const string Reached = "reached";

    private const int Series = 100;

    /// <summary>How metrics leave.</summary>
    public enum Way
    {
        /// <summary>Each as a datagram of its own, as simple clients do.</summary>
        DatagramEach,

        /// <summary>Our counters: added up, packed, once per second.</summary>
        Counters,

        /// <summary>Our single metrics: every one leaves, packed and spread.</summary>
        Lines,
    }

    public override string? Absence => ReferenceServer.Absence;

    public override async Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken)
    {
        await using ReferenceServer server = await ReferenceServer.StartAsync(cancellationToken);
        IPEndPoint target = new(IPAddress.Loopback, server.Port);
        using Process process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        (long submitted, long dropped, TimeSpan elapsed) = way == Way.DatagramEach
            ? await SendEachAsync(target, plan.Scored)
            : await SendByClientAsync(target, plan.Scored);
        process.Refresh();
        double cost = (process.TotalProcessorTime - cpu).TotalSeconds / submitted * 1e6;
        double received = await server.ReceivedAsync(cancellationToken);
        return new Figures
        {
            [Arrived] = received / submitted,
            [Dropped] = (double)dropped / submitted,
            [Reached] = submitted / elapsed.TotalSeconds,
            [Keys.SecondsPerMillion] = cost,
        };
    }

    private async Task<(long Submitted, long Dropped, TimeSpan Elapsed)> SendEachAsync(IPEndPoint target, TimeSpan time)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(target);
        byte[][] lines = [.. Enumerable.Range(0, Series).Select(i => Encoding.UTF8.GetBytes($"bench.{i}:1|c"))];
        (long submitted, TimeSpan elapsed) = Pace(time, i => socket.Send(lines[i % Series]));
        return (submitted, 0, elapsed);
    }

    private async Task<(long Submitted, long Dropped, TimeSpan Elapsed)> SendByClientAsync(IPEndPoint target, TimeSpan time)
    {
        await using StatsdClient client = new(new StatsdOptions
        {
            EndPoint = target,
            FlushInterval = way == Way.Counters ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(50),
        });
        byte[][] names = [.. Enumerable.Range(0, Series).Select(i => Encoding.UTF8.GetBytes($"bench.{i}"))];
        StatsdCounter[] counters = [.. Enumerable.Range(0, Series).Select(i => client.CreateCounter($"bench.{i}"))];
        (long submitted, TimeSpan elapsed) = Pace(
            time,
            way == Way.Counters ? i => counters[i % Series].Add() : i => client.Count(names[i % Series], 1));
        await client.FlushAsync();
        StatsdStats stats = client.GetStats();
        return stats.Submitted == submitted && stats.Submitted == stats.Sent + stats.DroppedOverflow + stats.Pending
            ? (submitted, stats.DroppedOverflow, elapsed)
            : throw new LegFailedException($"the counters do not close: {stats}");
    }

    /// <summary>By an absolute schedule: what is late is made up for.</summary>
    private (long Submitted, TimeSpan Elapsed) Pace(TimeSpan time, Action<long> submit)
    {
        long start = Stopwatch.GetTimestamp();
        long done = 0;
        TimeSpan elapsed;
        while ((elapsed = Stopwatch.GetElapsedTime(start)) < time)
        {
            for (long due = (long)(elapsed.TotalSeconds * rate); done < due; done++)
            {
                submit(done);
            }

            Thread.Sleep(1);
        }

        return (done, elapsed);
    }
}
