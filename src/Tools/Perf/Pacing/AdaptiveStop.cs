namespace Sockets.Tools.Perf.Pacing;

/// <summary>
/// Ends a run of messages on time without reading the clock for each of them: it says how many to send until the clock
/// is worth the next look, and learns that number from how fast they went so far. One run, one instance.
/// </summary>
internal sealed class AdaptiveStop
{
    // A look is due after this part of the run, so the end is missed by little when the rate drops at the last moment.
    private const int LooksPerRun = 100;

    // And after this long at most, so that a signal in the middle of a long run is heard.
    private static readonly TimeSpan s_longestBurst = TimeSpan.FromMilliseconds(10);

    private readonly TimeSpan _length;
    private readonly TimeSpan _burst;
    private long _last;

    /// <param name="length">How long the run is to last.</param>
    public AdaptiveStop(TimeSpan length)
    {
        _length = length;
        _burst = length / LooksPerRun < s_longestBurst ? length / LooksPerRun : s_longestBurst;
    }

    /// <summary>How many messages to send until the next look; 0 when the time is over.</summary>
    /// <param name="elapsed">How long the run has lasted.</param>
    /// <param name="done">How many messages it has sent.</param>
    public long Next(TimeSpan elapsed, long done)
    {
        if (done == 0)
        {
            // A run has a message, however late it begins.
            _last = 1;
            return _last;
        }

        if (elapsed >= _length)
        {
            return 0;
        }

        // Never more than twice as many as before: the first ones say little about the rest.
        TimeSpan aim = _length - elapsed < _burst ? _length - elapsed : _burst;
        long most = 2 * _last;
        double expected = elapsed > TimeSpan.Zero ? done * (aim / elapsed) : most;
        _last = (long)Math.Clamp(expected, 1, most);
        return _last;
    }
}
