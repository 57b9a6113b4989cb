using System.Diagnostics;
using Sockets.EndToEnd.Harness;
using Sockets.Transport.Multicast;

namespace Sockets.EndToEnd.Multicast;

/// <summary>What a <see cref="MulticastReceiver"/> does in the scored window of a pass.</summary>
internal static class ReceiverWindow
{
    /// <summary>Waits for the window, and gives its figures.</summary>
    public static async Task<Figures> ScoreAsync(
        MulticastReceiver receiver, CountingHandler handler, PassPlan plan, CancellationToken cancellationToken)
    {
        await Task.Delay(plan.Warmup, cancellationToken);
        long start = Stopwatch.GetTimestamp();
        (long before, long busyBefore, long callsBefore) = (handler.Count, handler.BusyNanoseconds, receiver.Stats.ReceiveCalls);
        await Task.Delay(plan.Scored, cancellationToken);
        (long after, long busyAfter, long callsAfter) = (handler.Count, handler.BusyNanoseconds, receiver.Stats.ReceiveCalls);
        return MulticastFigures.Of(after - before, callsAfter - callsBefore, Stopwatch.GetElapsedTime(start), busyAfter - busyBefore);
    }

    /// <summary>Fails when the counters of a receiver that has ended do not come out.</summary>
    public static void Check(MulticastReceiver receiver)
    {
        foreach (MulticastIdentity identity in receiver.Stats.Identities)
        {
            if (identity.Residual != 0)
            {
                throw new LegFailedException($"{identity.Name} does not come out: {identity.Residual}");
            }
        }
    }
}
