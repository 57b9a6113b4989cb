namespace Sockets.Transport.Measurement;

/// <summary>
/// Interarrival jitter (RFC 3550 6.4.1 and A.8): a running mean of how much the transit time changes from packet to
/// packet, with a memory of 16. The clocks of both sides need not agree. Packets are added in the order of arrival, the
/// reordered ones too.
/// </summary>
internal sealed class JitterMeter
{
    // Sixteen times the jitter, so that integers lose nothing.
    private long _scaled;

    // Of as many packets as come; no whole number holds what forged times could add up to.
    private double _sum;
    private long _transit;
    private bool _started;

    /// <summary>The jitter now, in nanoseconds.</summary>
    public long Nanoseconds => _scaled >> 4;

    /// <summary>The highest it has been, in nanoseconds.</summary>
    public long Max { get; private set; }

    /// <summary>How many packets there were to compare with the one before.</summary>
    public long Count { get; private set; }

    /// <summary>What the jitter was after each of them, added up, in nanoseconds: by <see cref="Count"/> it is the mean.</summary>
    public double Sum => _sum / 16;

    /// <summary>A packet arrived. Its two times are no more than days apart, so that nothing overflows.</summary>
    /// <param name="sent">When it was sent, in nanoseconds of the sender's clock.</param>
    /// <param name="arrived">When it arrived, in nanoseconds of the receiver's clock.</param>
    public void Add(long sent, long arrived)
    {
        long transit = arrived - sent;
        if (_started)
        {
            long change = Math.Abs(transit - _transit);
            _scaled += change - ((_scaled + 8) >> 4);
            Max = Math.Max(Max, Nanoseconds);
            _sum += _scaled;
            Count++;
        }

        _started = true;
        _transit = transit;
    }

    /// <summary>The next packet is the first of another run.</summary>
    public void Restart() => _started = false;
}
