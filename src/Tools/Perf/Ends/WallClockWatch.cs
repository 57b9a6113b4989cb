using System.Globalization;

namespace Sockets.Tools.Perf.Ends;

/// <summary>
/// Notices when the wall clock of this host is set while something is measured by it. Each look compares it with the clock that
/// nobody sets; a step that was seen is not forgotten when the clock is set back.
/// </summary>
internal sealed class WallClockWatch
{
    /// <summary>What a clock that is merely kept right does not move by within a test.</summary>
    private const long MostNs = 1_000_000;

    /// <summary>Who reads both clocks may be held between them: this close together is good enough, and so many tries are made for it.</summary>
    private const long CloseNs = 50_000;

    private const int Tries = 5;

    private readonly TimeProvider _time;
    private readonly Reading _before;
    private long _step;

    /// <param name="time">Has both clocks.</param>
    public WallClockWatch(TimeProvider time)
    {
        _time = time;
        _before = Read();
    }

    /// <summary>Looks: whether the wall clock was set since it is watched. Any thread may ask.</summary>
    public bool WasSet
    {
        get
        {
            Reading now = Read();
            long step = now.ApartNs - _before.ApartNs;
            if (Math.Abs(step) > Math.Max(MostNs + now.WithinNs + _before.WithinNs, Math.Abs(Volatile.Read(ref _step))))
            {
                Volatile.Write(ref _step, step);
            }

            return Volatile.Read(ref _step) != 0;
        }
    }

    /// <summary>What to say about it; null when it was not set.</summary>
    public string? Notice => !WasSet ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"the wall clock of this host was set by {Volatile.Read(ref _step) / 1e6:0.###} ms during the test: what it timed, one-way times and jitter, means nothing and is left out");

    private Reading Read()
    {
        Reading best = new(0, long.MaxValue);
        for (int i = 0; i < Tries && best.WithinNs > CloseNs; i++)
        {
            TimeSpan before = _time.GetElapsedTime(0, _time.GetTimestamp());
            TimeSpan wall = _time.GetUtcNow() - DateTimeOffset.UnixEpoch;
            long within = (_time.GetElapsedTime(0, _time.GetTimestamp()) - before).Ticks * TimeSpan.NanosecondsPerTick;
            if (within < best.WithinNs)
            {
                best = new Reading((wall - before).Ticks * TimeSpan.NanosecondsPerTick, within);
            }
        }

        return best;
    }

    /// <summary>How far the wall clock is from the one that nobody sets.</summary>
    /// <param name="ApartNs">The most it can be.</param>
    /// <param name="WithinNs">By how much it may be less.</param>
    private readonly record struct Reading(long ApartNs, long WithinNs);
}
