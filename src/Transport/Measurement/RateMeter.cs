namespace Sockets.Transport.Measurement;

/// <summary>
/// Rates of counters that somebody else counts: it remembers what they were and when it was asked. Nothing is done per
/// packet. One thread at a time.
/// </summary>
internal sealed class RateMeter
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private long _at;
    private long _messages;
    private long _bytes;

    /// <summary>Starts measuring now, from counters at 0.</summary>
    public RateMeter(TimeProvider time)
    {
        _time = time;
        _start = _at = time.GetTimestamp();
    }

    /// <summary>The rates since the last call, or since the start; 0 when no time has passed.</summary>
    /// <param name="messages">Messages so far; not fewer than at the last call.</param>
    /// <param name="bytes">Bytes so far.</param>
    public Rates Sample(long messages, long bytes)
    {
        long now = _time.GetTimestamp();
        Rates rates = Between(_time.GetElapsedTime(_at, now), messages - _messages, bytes - _bytes);
        _at = now;
        _messages = messages;
        _bytes = bytes;
        return rates;
    }

    /// <summary>The rates since the start.</summary>
    /// <param name="messages">Messages so far.</param>
    /// <param name="bytes">Bytes so far.</param>
    public Rates Average(long messages, long bytes) =>
        Between(_time.GetElapsedTime(_start, _time.GetTimestamp()), messages, bytes);

    private static Rates Between(TimeSpan elapsed, long messages, long bytes) => elapsed <= TimeSpan.Zero
        ? default
        : new Rates(messages / elapsed.TotalSeconds, bytes / elapsed.TotalSeconds);

    /// <summary>What happened per second.</summary>
    /// <param name="Messages">Messages.</param>
    /// <param name="Bytes">Bytes.</param>
    internal readonly record struct Rates(double Messages, double Bytes)
    {
        /// <summary>Bits.</summary>
        public double Bits => Bytes * 8;
    }
}
