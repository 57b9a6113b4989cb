using System.Diagnostics;
using Sockets.Tools.Perf.Pacing;

namespace Sockets.Tools.Perf.All.Statsd;

/// <summary>Calls as fast as they go, for a time.</summary>
internal static class CallRounds
{
    // Rounds between two questions how long it has taken, beside those that AdaptiveStop leaves out.
    private const int Rounds = 64;

    /// <summary>Goes round until the time is over.</summary>
    /// <param name="round">Calls once for each of <see cref="MetricMeasurement.Series"/> names.</param>
    /// <param name="end">Says when it is; made before, so that nothing is allocated here.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>How many calls there were, and how long they took.</returns>
    public static (long Calls, TimeSpan Took) Run(Action round, AdaptiveStop end, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        long done = 0;
        long burst;
        while (!stop.IsCancellationRequested && (burst = end.Next(Stopwatch.GetElapsedTime(start), done)) > 0)
        {
            for (long i = 0; i < burst * Rounds; i++)
            {
                round();
            }

            done += burst;
        }

        return (done * Rounds * MetricMeasurement.Series, Stopwatch.GetElapsedTime(start));
    }
}
