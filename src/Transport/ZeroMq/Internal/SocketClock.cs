namespace Sockets.Transport.ZeroMq.Internal;

/// <summary>A socket's own clock: it ticks while there are connections to look after.</summary>
internal sealed class SocketClock : IDisposable
{
    /// <summary>How often deadlines are looked at, and so how late they may be noticed: 50 ms.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private long _now;

    public SocketClock(TimeProvider time, Action<long> onTick)
    {
        _time = time;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Tick(onTick), state: null, Period, Period);
    }

    /// <summary>Milliseconds since the socket was made, as of the last tick.</summary>
    public long Now => Volatile.Read(ref _now);

    public void Dispose() => _timer.Dispose();

    private void Tick(Action<long> onTick)
    {
        long now = (long)_time.GetElapsedTime(_start).TotalMilliseconds;
        Volatile.Write(ref _now, now);
        onTick(now);
    }
}
