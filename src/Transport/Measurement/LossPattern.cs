namespace Sockets.Transport.Measurement;

/// <summary>
/// How losses follow each other (RFC 3357): a loss period is a run of successive lost numbers, the loss distance the
/// difference between a lost number and the one lost before it. It counts losses as they were declared; a number that
/// comes late afterwards stays in it. Numbers are added in rising order.
/// </summary>
internal sealed class LossPattern
{
    /// <summary>Loss at most this far behind another is noticeable: 99 numbers, so that one in a hundred is not.</summary>
    public const int NoticeableDistance = 99;

    private LossLengths _lengths;
    private long _last;
    private long _run;

    /// <summary>Loss periods, the one that may still grow included.</summary>
    public long Periods { get; private set; }

    /// <summary>Lost numbers.</summary>
    public long Lost { get; private set; }

    /// <summary>The longest loss period, in numbers.</summary>
    public long Longest { get; private set; }

    /// <summary>Lost numbers at most <see cref="NoticeableDistance"/> behind the one lost before.</summary>
    public long Noticeable { get; private set; }

    /// <summary>How many loss periods were how long, the one that may still grow included.</summary>
    public LossLengths Lengths
    {
        get
        {
            LossLengths lengths = _lengths;
            if (_run > 0)
            {
                lengths.Count(_run);
            }

            return lengths;
        }
    }

    /// <summary>Successive numbers are lost.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many, at least 1.</param>
    public void Add(long first, long count)
    {
        long distance = first - _last;
        if (_run > 0 && distance == 1)
        {
            _run += count;
        }
        else
        {
            EndRun();
            _run = count;
            Periods++;
        }

        bool closeBehind = Lost > 0 && distance <= NoticeableDistance;
        Noticeable += count - 1 + (closeBehind ? 1 : 0);
        Lost += count;
        Longest = Math.Max(Longest, _run);
        _last = first + count - 1;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _lengths = default;
        _last = _run = 0;
        Periods = Lost = Longest = Noticeable = 0;
    }

    private void EndRun()
    {
        if (_run > 0)
        {
            _lengths.Count(_run);
        }
    }
}
