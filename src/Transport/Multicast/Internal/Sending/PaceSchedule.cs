using Sockets.Transport.Links;

namespace Sockets.Transport.Multicast.Internal.Sending;

/// <summary>
/// When datagrams are due at a rate. The schedule is absolute: each datagram moves the time of the next one by what it
/// takes on the wire, whenever it really went, so the rate does not drift. A sender that is late makes up for it at twice
/// the rate at most. After a pause, or when it is more than 10 ms behind, the schedule starts anew: so much time is not made
/// up for. Pure arithmetic over ticks.
/// </summary>
internal struct PaceSchedule
{
    /// <summary>How far behind is too far: 10 ms.</summary>
    private const double MostBehindSeconds = 0.010;

    /// <summary>Datagrams due within this time go together: 100 us, so that there are at most 10,000 wake-ups a second.</summary>
    private const double TogetherSeconds = 0.0001;

    /// <summary>How much faster than its rate a sender is that makes up for lost time.</summary>
    private const double CatchUp = 2;

    private readonly double _ticksPerByte;
    private readonly long _mostBehind;
    private readonly double _together;
    private double _due;
    private double _earliest;

    /// <summary>Makes a schedule.</summary>
    /// <param name="bitsPerSecond">The rate; 0 for none.</param>
    /// <param name="frequency">Ticks in a second.</param>
    public PaceSchedule(long bitsPerSecond, long frequency)
    {
        _ticksPerByte = bitsPerSecond == 0 ? 0 : 8.0 * frequency / bitsPerSecond;
        _mostBehind = (long)(MostBehindSeconds * frequency);
        _together = TogetherSeconds * frequency;
        _due = double.MinValue;
        _earliest = double.MinValue;
    }

    /// <summary>Whether there is a rate.</summary>
    public readonly bool IsPaced => _ticksPerByte > 0;

    /// <summary>How often the schedule started anew because the sender was behind.</summary>
    public long Skips { get; private set; }

    /// <summary>How late a datagram was at most, in ticks.</summary>
    public long MaxLateness { get; private set; }

    /// <summary>Nothing waited before: the schedule does not count the pause.</summary>
    public void Resume(long now) => _due = Math.Max(_due, now);

    /// <summary>Ticks until the next datagram may go; 0 or less when it may.</summary>
    public readonly long Ahead(long now) => IsPaced ? (long)Math.Ceiling(Math.Max(_due, _earliest) - now) : 0;

    /// <summary>Whether the next datagram is due, and only waits because those before it were late.</summary>
    public readonly bool IsCatchingUp(long now) => _due <= now && _earliest > now;

    /// <summary>How many of these are due, from the front. At least one: it is asked when the first is.</summary>
    public readonly int CountDue(long now, ReadOnlySpan<DatagramRange> datagrams)
    {
        if (!IsPaced)
        {
            return datagrams.Length;
        }

        double due = now - _due > _mostBehind ? now : _due;
        int count = 0;
        while (count < datagrams.Length && (count == 0 || due <= now + _together))
        {
            due += datagrams[count++].Length * _ticksPerByte;
        }

        return count;
    }

    /// <summary>A datagram of this length went now, or goes with those that go now.</summary>
    public void Sent(long now, int bytes)
    {
        if (!IsPaced)
        {
            return;
        }

        long late = now - (long)_due;
        if (late > _mostBehind)
        {
            Skips++;
            _due = now;
        }

        MaxLateness = Math.Max(MaxLateness, late);
        _due += bytes * _ticksPerByte;
        _earliest = Math.Max(_earliest, now) + (bytes * _ticksPerByte / CatchUp);
    }
}
