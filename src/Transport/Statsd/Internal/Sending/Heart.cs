using System.Diagnostics.CodeAnalysis;
using Sockets.Transport.Statsd.Internal.Bridging;

namespace Sockets.Transport.Statsd.Internal.Sending;

/// <summary>
/// What happens by the clock: a flush each interval, in slices, and before it a look at observable instruments. Lines that
/// fill their room leave before their time.
/// </summary>
internal sealed class Heart
{
    private readonly Pump _pump;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private IObserver[] _observers = [];
    private TaskCompletionSource? _observed;
    private TaskCompletionSource? _beaten;
    private TimeSpan _next;
    private bool _observing;
    private bool _beating;
    private bool _called;
    private bool _hastened;
    private bool _stopped;

    public Heart(Pump pump, TimeSpan interval, TimeProvider time)
    {
        _pump = pump;
        _interval = interval;
        _time = time;
        _start = time.GetTimestamp();
        _next = interval;
        _timer = time.CreateTimer(static heart => ((Heart)heart!).Beat(), this, interval, Timeout.InfiniteTimeSpan);
    }

    public void Add(IObserver observer)
    {
        lock (_gate)
        {
            _observers = [.. _observers, observer];
        }
    }

    public void Remove(IObserver observer)
    {
        lock (_gate)
        {
            _observers = [.. _observers.Where(other => other != observer)];
        }
    }

    /// <summary>
    /// Asks whoever has to be asked, one at a time: two observations at once would take each other's readings for their own.
    /// What they call is not ours, so nothing is held meanwhile.
    /// </summary>
    /// <param name="other">The end of the observation that is under way, because of which they were not asked.</param>
    public bool TryObserve([NotNullWhen(false)] out Task? other)
    {
        other = null;
        IObserver[] observers;
        lock (_gate)
        {
            if (_observing)
            {
                other = (_observed ??= NewEnd()).Task;
                return false;
            }

            _observing = true;
            observers = _observers;
        }

        foreach (IObserver observer in observers)
        {
            observer.Observe();
        }

        TaskCompletionSource? observed;
        lock (_gate)
        {
            _observing = false;
            (observed, _observed) = (_observed, null);
        }

        observed?.SetResult();
        return true;
    }

    /// <summary>Lets a slice leave now, and more with it. Never waits.</summary>
    public void Hasten()
    {
        lock (_gate)
        {
            _hastened = true;
            CallInside();
        }
    }

    /// <summary>Lets a slice leave now: there may be a way. Never waits.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            CallInside();
        }
    }

    /// <summary>No beat begins after this; done when the one under way has ended.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _stopped = true;
            _timer.Dispose();
            return _beating ? (_beaten ??= NewEnd()).Task : Task.CompletedTask;
        }
    }

    private static TaskCompletionSource NewEnd() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void CallInside()
    {
        _called = true;
        if (!_beating && !_stopped)
        {
            _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void Beat()
    {
        bool hastened;
        lock (_gate)
        {
            if (_beating || _stopped)
            {
                // Called while the timer had fired already: the other beat sees to it. Or it fired at the very end.
                return;
            }

            _beating = true;
            hastened = _hastened;
            _hastened = false;
            _called = false;
        }

        TimeSpan now = _time.GetElapsedTime(_start);
        if (now >= _next)
        {
            // Flushes that were missed are not made up for: their values are in the next.
            _next += _interval * (Math.Floor((now - _next) / _interval) + 1);
            TryObserve(out _);
            _pump.Begin();
        }
        else if (hastened)
        {
            _pump.Hurry();
        }

        TimeSpan? untilSlice = _pump.Slice();
        TimeSpan wait = _next - _time.GetElapsedTime(_start);
        wait = untilSlice < wait ? untilSlice.Value : wait;
        TaskCompletionSource? beaten;
        lock (_gate)
        {
            _beating = false;
            beaten = _beaten;
            if (!_stopped)
            {
                _timer.Change(wait > TimeSpan.Zero && !_called ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }

        beaten?.SetResult();
    }
}
