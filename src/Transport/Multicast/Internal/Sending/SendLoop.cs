using Sockets.Transport.Links;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Sending;

/// <summary>
/// The sender's thread: keeps the schedule, waits when the kernel is full, and sends heartbeats when nothing else was
/// sent. Callers may send in its stead when there is no schedule.
/// </summary>
internal sealed class SendLoop
{
    /// <summary>How long one wait for the kernel's buffer lasts; then it is tried again, and a stop is noticed.</summary>
    private static readonly TimeSpan s_longestPoll = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a full interface queue is left alone: about the time of a burst.</summary>
    private static readonly TimeSpan s_backOff = TimeSpan.FromMicroseconds(200);

    /// <summary>No sleep of the schedule is longer, so that a stop is noticed.</summary>
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromMilliseconds(20);

    /// <summary>What a sleep takes at least, wherever it has to end: 100 us.</summary>
    private const double ShortestSleepSeconds = 0.0001;

    private static readonly TimeSpan s_shortestIdle = TimeSpan.FromMilliseconds(1);

    private readonly HandOff _handOff;
    private readonly TimeProvider _time;
    private readonly long _heartbeatTicks;
    private readonly long _shortestSleep;
    private readonly int _burst;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PaceSchedule _schedule;
    private bool _wasIdle = true;
    private bool _threadSleeps;
    private volatile bool _stop;

    /// <summary>Makes a loop; <see cref="Start"/> starts its thread.</summary>
    public SendLoop(HandOff handOff, MulticastSenderOptions options)
    {
        _handOff = handOff;
        _time = options.Time;
        _schedule = new PaceSchedule(options.BitsPerSecond, _time.TimestampFrequency);
        _burst = _schedule.IsPaced ? options.MaxBurst : IDatagramSender.MostPerCall;
        _shortestSleep = (long)(ShortestSleepSeconds * _time.TimestampFrequency);
        _heartbeatTicks = (long)(options.HeartbeatInterval.TotalSeconds * _time.TimestampFrequency);
        _thread = new Thread(Run) { IsBackground = true, Name = "sockets-msend" };
    }

    /// <summary>Done when the thread has ended.</summary>
    public Task Ended => _ended.Task;

    public void Start() => _thread.UnsafeStart();

    /// <summary>Everything counted, at one moment.</summary>
    public MulticastSenderStats Snapshot()
    {
        lock (_handOff.Gate)
        {
            SendCounters counters = _handOff.Counters;
            return new MulticastSenderStats
            {
                MessagesOffered = counters.MessagesOffered,
                MessagesRefused = counters.MessagesRefused,
                MessagesDropped = counters.MessagesDropped,
                MessagesAccepted = counters.MessagesAccepted,
                MessagesWaiting = counters.MessagesWaiting,
                PayloadBytesAccepted = counters.PayloadBytesAccepted,
                DatagramsOffered = counters.DatagramsOffered,
                DatagramsSent = counters.DatagramsSent,
                BytesSent = counters.BytesSent,
                DatagramsFailed = counters.DatagramsFailed,
                DatagramsDiscarded = counters.DatagramsDiscarded,
                DatagramsQueued = _handOff.Ring.Count,
                ControlSent = counters.ControlSent,
                ControlMissed = counters.ControlMissed,
                ParitySent = counters.ParitySent,
                ParityMissed = counters.ParityMissed,
                SendCalls = counters.SendCalls,
                BufferFull = counters.BufferFull,
                QueueFull = counters.QueueFull,
                RequestsReceived = counters.Repairs.Requests,
                RequestsRefused = counters.Repairs.RequestsRefused,
                RepairsRequested = counters.Repairs.Requested,
                RepairsSent = counters.Repairs.Sent,
                RepairsGone = counters.Repairs.Gone,
                RepairsTooSoon = counters.Repairs.TooSoon,
                RepairsHeldBack = counters.Repairs.HeldBack,
                SecondSent = counters.SecondSent,
                SecondMissed = counters.SecondMissed,
                TrainsRefused = _handOff.TrainsRefused,
                ScheduleSkips = _schedule.Skips,
                MaxLateness = _time.GetElapsedTime(0, _schedule.MaxLateness),
            };
        }
    }

    /// <summary>Something was queued. Called without the lock.</summary>
    /// <param name="who">Who is to send it, if nobody does.</param>
    public void OnQueued(MulticastSending who)
    {
        if (who == MulticastSending.Caller && !_schedule.IsPaced && _handOff.TryTakeRole())
        {
            _handOff.Send(_time.GetTimestamp(), _burst, ref _schedule);
            _handOff.GiveRole();
        }

        WakeIfNeeded();
    }

    /// <summary>A receiver asks for these. False when somebody has the sending role just now.</summary>
    public bool TryBeginRepair(ReadOnlySpan<RepairRange> ranges)
    {
        if (!_handOff.TryTakeRole())
        {
            return false;
        }

        _handOff.BeginRepair(ranges);
        _handOff.GiveRole();
        return true;
    }

    /// <summary>
    /// Sends a burst of what a receiver asked for, when one is due and nobody else sends; else waits a little. False when all
    /// of it is done.
    /// </summary>
    public bool Repair()
    {
        if (!_handOff.TryTakeRole())
        {
            Thread.SpinWait(20);
            return true;
        }

        long now = _time.GetTimestamp();
        if (_handOff.IsIdle)
        {
            _schedule.Resume(now);
        }

        long ahead = _schedule.Ahead(now);
        bool isCatchingUp = _schedule.IsCatchingUp(now);
        bool goesOn = ahead > 0 || _handOff.SendRepairs(now, _burst, ref _schedule);
        _handOff.GiveRole();
        if (ahead > 0)
        {
            WaitUntilDue(ahead, isCatchingUp);
        }

        return goesOn;
    }

    /// <summary>Sends a heartbeat or an end marker now, behind everything that was sent.</summary>
    public async Task SendControlAsync(PacketKind kind)
    {
        while (!_handOff.TryTakeRole())
        {
            if (_stop)
            {
                return;
            }

            await Task.Yield();
        }

        _handOff.SendControl(kind);
        _handOff.GiveRole();
        WakeIfNeeded();
    }

    /// <summary>Ends the thread. What waits is discarded, counted.</summary>
    public async Task StopAsync()
    {
        _stop = true;
        _wake.Release();
        await Ended.ConfigureAwait(false);
        while (!_handOff.TryClose())
        {
            // A caller is in the kernel; it takes microseconds.
            await Task.Yield();
        }
    }

    private void WakeIfNeeded()
    {
        lock (_handOff.Gate)
        {
            if (!_threadSleeps || _handOff.Ring.Count == 0)
            {
                return;
            }

            _threadSleeps = false;
        }

        _wake.Release();
    }

    private void Run()
    {
        PreciseSleep.Sharpen();
        while (!_stop)
        {
            Turn();
        }

        _ended.TrySetResult();
    }

    private void Turn()
    {
        long now = _time.GetTimestamp();
        int waiting;
        lock (_handOff.Gate)
        {
            waiting = _handOff.Ring.Count;
            _threadSleeps = waiting == 0;
        }

        if (waiting == 0)
        {
            _wasIdle = true;
            Idle(now);
            return;
        }

        if (!_handOff.TryTakeRole())
        {
            // A caller is in the kernel, or who sends again; it takes microseconds.
            Thread.SpinWait(20);
            return;
        }

        // The schedule too belongs to who has the role.
        if (_wasIdle)
        {
            _wasIdle = false;
            _schedule.Resume(now);
        }

        long ahead = _schedule.Ahead(now);
        bool isCatchingUp = _schedule.IsCatchingUp(now);
        SendOutcome outcome = ahead > 0 ? SendOutcome.Sent : _handOff.Send(now, _burst, ref _schedule);
        _handOff.GiveRole();
        if (ahead > 0)
        {
            WaitUntilDue(ahead, isCatchingUp);
        }
        else
        {
            WaitAfter(outcome);
        }
    }

    private void WaitUntilDue(long ahead, bool isCatchingUp)
    {
        if (isCatchingUp && ahead < _shortestSleep)
        {
            // A sleep would take longer, and at a high rate never let it catch up.
            Thread.SpinWait(20);
            return;
        }

        TimeSpan sleep = _time.GetElapsedTime(0, ahead);
        PreciseSleep.For(sleep < s_longestSleep ? sleep : s_longestSleep);
    }

    private void WaitAfter(SendOutcome outcome)
    {
        if (outcome == SendOutcome.KernelFull)
        {
            _handOff.WaitForRoom(s_longestPoll);
        }
        else if (outcome == SendOutcome.InterfaceFull)
        {
            PreciseSleep.For(s_backOff);
        }
    }

    private void Idle(long now)
    {
        long untilHeartbeat = _handOff.LastSent + _heartbeatTicks - now;
        if (untilHeartbeat > 0)
        {
            TimeSpan wait = _time.GetElapsedTime(0, untilHeartbeat);
            _wake.Wait(wait < s_shortestIdle ? s_shortestIdle : wait);
        }
        else if (_handOff.TryTakeRole())
        {
            _handOff.SendControl(PacketKind.Heartbeat);
            _handOff.GiveRole();
        }
    }
}
