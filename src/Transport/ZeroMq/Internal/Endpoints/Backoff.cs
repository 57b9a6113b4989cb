namespace Sockets.Transport.ZeroMq.Internal.Endpoints;

/// <summary>
/// The pauses between attempts to connect: each twice as long as the one before, up to the longest. Half of each is left to
/// chance, so that peers which lost the same host do not come back all at once.
/// </summary>
internal sealed class Backoff
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _longest;
    private readonly Func<double> _random;
    private TimeSpan _next;

    /// <summary>Begins with the first pause.</summary>
    /// <param name="first">The shortest pause, before chance.</param>
    /// <param name="longest">The longest.</param>
    /// <param name="random">Chance, from 0 to 1.</param>
    public Backoff(TimeSpan first, TimeSpan longest, Func<double> random)
    {
        _first = _next = first;
        _longest = longest;
        _random = random;
    }

    /// <summary>A connection stood for long enough: what comes next is a first failure again.</summary>
    public void Reset() => _next = _first;

    /// <summary>The pause before the next attempt.</summary>
    public TimeSpan Next()
    {
        TimeSpan pause = _next;
        _next = pause < _longest / 2 ? pause * 2 : _longest;
        return Jitter(pause);
    }

    /// <summary>The pause after a peer that would only refuse again.</summary>
    public TimeSpan NextAfterFault()
    {
        _next = _longest;
        return Jitter(_longest);
    }

    private TimeSpan Jitter(TimeSpan pause) => (pause / 2) + (pause / 2 * _random());
}
