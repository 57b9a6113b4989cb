using System.Diagnostics;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tcp.Internal.Broadcasting;

/// <summary>
/// Tells a group that broadcasts now and then, whose messages should leave at once on the caller's thread, from one that
/// broadcasts back to back. Its caller would come round to each connection too seldom for that one's own
/// <see cref="SendRhythm"/> to see it, and pay one call into the kernel for every message of every subscriber. Guarded by
/// the group's order.
/// </summary>
internal sealed class BroadcastRhythm
{
    /// <summary>A call that begins so soon after the last one ended is back to back; see <see cref="SendRhythm"/>.</summary>
    private static readonly long s_backToBack = Stopwatch.Frequency * 8 / 1_000_000;

    /// <summary>So many in a row make batches worth a thread hop.</summary>
    private const int InARow = 16;

    /// <summary>So many broadcasts that stood alone, in a row, make them not worth it.</summary>
    private const int LonelyInARow = 3;

    private long _lastEnd;
    private int _run;
    private int _lonely;
    private bool _inBatches;

    /// <summary>A broadcast begins: should the sending be left to others?</summary>
    /// <param name="called">
    /// A Stopwatch timestamp from the beginning of the call: looking for room at a thousand subscribers, or waiting for it, is no
    /// pause of the caller's.
    /// </param>
    public bool IsBackToBack(long called)
    {
        if (called - Volatile.Read(ref _lastEnd) <= s_backToBack)
        {
            _run++;
            _lonely = 0;
            _inBatches |= _run >= InARow;
        }
        else
        {
            _run = 0;
            _lonely++;
            _inBatches &= _lonely < LonelyInARow;
        }

        return _inBatches;
    }

    /// <summary>A broadcast has been sent or handed over. Called without the order.</summary>
    /// <param name="now">A Stopwatch timestamp.</param>
    public void OnEnd(long now) => Volatile.Write(ref _lastEnd, now);
}
