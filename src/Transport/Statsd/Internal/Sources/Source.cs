using Sockets.Transport.Statsd.Internal.Sending;

namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>
/// Where metrics gather between two flushes. Calls come from any thread; collecting happens on one at a time, under the
/// pump's gate. Every call is taken once: into a line, or as dropped.
/// </summary>
internal abstract class Source
{
    // The causes that a call can end with before any flush: Invalid, SampledOut, Overflow, TooLarge, Closed.
    private const int EarlyCauses = 5;

    private readonly long[] _missed = new long[EarlyCauses];
    private readonly long[] _missedTaken = new long[EarlyCauses];

    /// <summary>How many calls were made so far.</summary>
    public long Calls => Accepted + Missed;

    /// <summary>Whether nobody calls it any more.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Whether that was so at the end of a flush already.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>How many of them went into a line or were counted as dropped.</summary>
    public long Taken { get; protected set; }

    /// <summary>How many calls left a value behind.</summary>
    protected abstract long Accepted { get; }

    private long Missed
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < EarlyCauses; i++)
            {
                sum += Volatile.Read(ref _missed[i]);
            }

            return sum;
        }
    }

    /// <summary>Counts a call that leaves nothing to send.</summary>
    public void Miss(Drop cause) => Interlocked.Increment(ref _missed[(int)cause]);

    /// <summary>Hands over what has gathered.</summary>
    /// <returns>False when the packer can take no more now: call again to go on.</returns>
    public bool Collect(Packer packer)
    {
        for (int i = 0; i < EarlyCauses; i++)
        {
            long missed = Volatile.Read(ref _missed[i]) - _missedTaken[i];
            if (missed > 0)
            {
                _missedTaken[i] += missed;
                Taken += missed;
                packer.CountDropped((Drop)i, missed);
            }
        }

        return CollectValues(packer);
    }

    protected abstract bool CollectValues(Packer packer);
}
