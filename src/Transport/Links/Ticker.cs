using System.Runtime.CompilerServices;

namespace Sockets.Transport.Links;

/// <summary>
/// The one clock of all connections of all rooms: a thread of its own that looks at every deadline each 50 ms. Timers of the thread
/// pool would fire late exactly when the pool is starved, which is when a heartbeat matters most.
/// </summary>
internal sealed class Ticker
{
    /// <summary>How often deadlines are looked at, and so how late they may fire: 50 ms.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private static readonly ConditionalWeakTable<TimeProvider, Ticker> s_simulated = new();
    private static readonly Lazy<Ticker> s_system = new(() => new Ticker(TimeProvider.System));

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Lock _gate = new();
    private readonly ITimer? _timer;
    private ITicked[] _ticked = [];
    private int _count;
    private long _now;

    private Ticker(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        if (ReferenceEquals(time, TimeProvider.System))
        {
            new Thread(Run) { IsBackground = true, Name = "sockets-clock" }.UnsafeStart();
        }
        else
        {
            _timer = time.CreateTimer(static ticker => ((Ticker)ticker!).Tick(), this, Period, Period);
        }
    }

    /// <summary>Milliseconds since this clock started, as of the last tick.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>Milliseconds since this clock started, as of now.</summary>
    public long Read() => (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>The clock that goes with a time provider.</summary>
    public static Ticker For(TimeProvider time) =>
        ReferenceEquals(time, TimeProvider.System) ? s_system.Value : s_simulated.GetValue(time, static t => new Ticker(t));

    public void Add(ITicked ticked)
    {
        lock (_gate)
        {
            if (_count == _ticked.Length)
            {
                Array.Resize(ref _ticked, Math.Max(16, _count * 2));
            }

            _ticked[_count++] = ticked;
        }
    }

    public void Remove(ITicked ticked)
    {
        lock (_gate)
        {
            int index = Array.IndexOf(_ticked, ticked, 0, _count);
            if (index >= 0)
            {
                _ticked[index] = _ticked[--_count];
                _ticked[_count] = null!;
            }
        }
    }

    private void Run()
    {
        while (true)
        {
            Thread.Sleep(Period);
            Tick();
        }
    }

    private void Tick()
    {
        long now = Read();
        Volatile.Write(ref _now, now);
        for (int i = 0; ; i++)
        {
            // One at a time and without the lock, so that a tick may remove its own. A swap may delay another by a tick.
            ITicked ticked;
            lock (_gate)
            {
                if (i >= _count)
                {
                    return;
                }

                ticked = _ticked[i];
            }

            ticked.OnTick(now);
        }
    }
}
