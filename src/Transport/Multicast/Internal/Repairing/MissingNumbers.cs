using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Repairing;

/// <summary>
/// The gaps of one source that are to be asked for: first after a random time, in which the packets may come by themselves
/// or another receiver may ask, for the answer goes to all; then at growing intervals, five times at most. No I/O, no clock.
/// </summary>
/// <param name="ticksPerMillisecond">The receiver's clock.</param>
internal sealed class MissingNumbers(long ticksPerMillisecond)
{
    /// <summary>Gaps at once; more are not asked for.</summary>
    public const int MostGaps = 64;

    /// <summary>How often a number is asked for.</summary>
    public const int MostTries = 5;

    // The first request goes 1 to 3 ms after the gap was seen, the second 10 ms later, and each time twice that.
    private const int LeastWait = 1;
    private const int WaitSpread = 2;
    private const int FirstRetry = 10;

    // A request that the system refuses costs an exception: so long none is made.
    private const int PauseWhenRefused = 100;

    private readonly List<Gap> _gaps = new(MostGaps);
    private long _refusedUntil = long.MinValue;

    /// <summary>Whether there is anything to ask for, sooner or later.</summary>
    public bool IsEmpty => _gaps.Count == 0;

    /// <summary>A gap was seen.</summary>
    public void Add(long first, long count, long now)
    {
        if (_gaps.Count < MostGaps)
        {
            // What is further back than the receiver remembers would be too old when it comes.
            long end = first + count;
            double wait = (LeastWait + (WaitSpread * Random.Shared.NextDouble())) * ticksPerMillisecond;
            _gaps.Add(new Gap(Math.Max(first, end - SequenceTracker.MostWindow), end, now + (long)wait, Tries: 0));
        }
    }

    /// <summary>The system refused a request: nothing is due for a while.</summary>
    public void OnRefused(long now) => _refusedUntil = now + (PauseWhenRefused * ticksPerMillisecond);

    /// <summary>Forgets everything: another run begins.</summary>
    public void Clear() => _gaps.Clear();

    /// <summary>Gives the numbers to ask for now, as far as they are still missing.</summary>
    /// <param name="numbers">Which are missing.</param>
    /// <param name="now">The time in ticks.</param>
    /// <param name="ranges">Filled from the front; gives how many.</param>
    public int TakeDue(SequenceTracker numbers, long now, Span<RepairRange> ranges)
    {
        int count = 0;
        if (now < _refusedUntil)
        {
            return 0;
        }

        for (int i = _gaps.Count - 1; i >= 0 && count < ranges.Length; i--)
        {
            Gap gap = _gaps[i];
            if (gap.Due > now)
            {
                continue;
            }

            int found = Collect(gap, numbers, ranges[count..]);
            count += found;
            if (found == 0 || gap.Tries + 1 == MostTries)
            {
                _gaps.RemoveAt(i);
            }
            else
            {
                _gaps[i] = gap with { Due = now + ((FirstRetry << gap.Tries) * ticksPerMillisecond), Tries = gap.Tries + 1 };
            }
        }

        return count;
    }

    private static int Collect(in Gap gap, SequenceTracker numbers, Span<RepairRange> ranges)
    {
        int count = 0;
        long number = gap.First;
        while (number < gap.End && count < ranges.Length)
        {
            if (!numbers.IsMissing(number))
            {
                number++;
                continue;
            }

            long first = number;
            while (number < gap.End && numbers.IsMissing(number))
            {
                number++;
            }

            ranges[count++] = new RepairRange(first, (int)(number - first));
        }

        return count;
    }

    private readonly record struct Gap(long First, long End, long Due, int Tries);
}
