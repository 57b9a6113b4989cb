using System.Globalization;
using Sockets.Tools.Hosting;
using Sockets.Tools.Perf.Pacing;
using Sockets.Transport.Statsd;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>One run of <c>statsd bench</c>: metrics at a steady rate, by an absolute schedule.</summary>
internal sealed class StatsdBenchRun(StatsdBenchPlan plan, ToolContext context)
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(1);

    public Task<ExitCode> RunAsync() => Task.Run(MeasureAsync);

    private async Task<ExitCode> MeasureAsync()
    {
        using Interruption interruption = context.Interrupt();
        StatsdClient client = new(plan.Endpoint.ToOptions(context.Time));
        Action<long> submit = Prepare(client);
        long start = context.Time.GetTimestamp();
        long done = 0;
        TimeSpan elapsed;
        while ((elapsed = context.Time.GetElapsedTime(start)) < plan.Time && !interruption.Stop.IsCancellationRequested)
        {
            // Everything that is due by now: a late step is made up for, never left out.
            for (long due = (long)(elapsed.TotalSeconds * plan.Rate); done < due; done++)
            {
                submit(done);
            }

            ShortSleep.Sleep(s_step);
        }

        await client.DisposeAsync();
        StatsdOutcome outcome = new()
        {
            Verb = "statsd bench",
            Endpoint = plan.Endpoint,
            Stats = client.GetStats(),
            Duration = elapsed,
            TargetPerSecond = plan.Rate,
            Signal = interruption.ExitCode,
        };
        return outcome.Report(context.Terminal, plan.Report);
    }

    private Action<long> Prepare(StatsdClient client)
    {
        IEnumerable<string> names = Enumerable.Range(0, plan.Series).Select(i => "bench." + i.ToString(CultureInfo.InvariantCulture));
        if (plan.Timers)
        {
            StatsdTimer[] timers = [.. names.Select(name => client.CreateTimer(name))];
            return i => timers[i % timers.Length].Record((double)(i & 1023));
        }

        StatsdCounter[] counters = [.. names.Select(name => client.CreateCounter(name))];
        return i => counters[i % counters.Length].Add();
    }
}
