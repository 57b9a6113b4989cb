namespace Sockets.Tools.Perf;

/// <summary>
/// Round trips as they were measured, one after the other. All memory is taken and touched when it is made, so that
/// noting one allocates nothing and asks the kernel for no page. One thread at a time.
/// </summary>
internal sealed class RoundTripLog
{
    // Twice as many as the shortest round trip seen on a loopback, 4 us, allows.
    private const double MostPerSecond = 500_000;
    private const int Most = 8_000_000;

    private readonly long[] _ticks;

    /// <param name="capacity">How many it can hold.</param>
    public RoundTripLog(int capacity)
    {
        _ticks = new long[capacity];
        _ticks.AsSpan().Fill(-1);
    }

    public int Count { get; private set; }

    /// <summary>Whether there is no room for another one.</summary>
    public bool IsFull => Count == _ticks.Length;

    public ReadOnlySpan<long> Ticks => _ticks.AsSpan(0, Count);

    /// <summary>A log for a measurement of this length.</summary>
    public static RoundTripLog For(TimeSpan length) => new((int)Math.Clamp(length.TotalSeconds * MostPerSecond, 1, Most));

    /// <summary>Notes a round trip. Only while it is not full.</summary>
    public void Add(long ticks) => _ticks[Count++] = ticks;
}
