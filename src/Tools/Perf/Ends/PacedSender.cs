using System.Diagnostics;
using Sockets.Tools.Perf.Messages;
using Sockets.Tools.Perf.Pacing;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Perf.Ends;

/// <summary>
/// Sends at a rate on a schedule that nothing moves: message k is due at t0 + k·dt, whatever became of those before it. What
/// is held up goes late and says so, so that the time it waited counts. One run, one instance, on a thread of its own.
/// </summary>
internal sealed class PacedSender
{
    /// <summary>What is due in time and held up by the scheduler still goes within this time after the end.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(20);

    private static readonly long s_millisecond = Stopwatch.Frequency / 1000;

    private readonly NumberedSender _sender;
    private readonly TestPlan _plan;
    private readonly RateSchedule _schedule;
    private readonly DueTime _due = new(TimeProvider.System, ShortSleep.Sleep);

    /// <param name="sender">What sends.</param>
    /// <param name="plan">What both sides agreed on; it has a rate.</param>
    public PacedSender(NumberedSender sender, TestPlan plan)
    {
        _sender = sender;
        _plan = plan;
        _schedule = new RateSchedule(plan.RateOfStream!.Value, Stopwatch.Frequency);
    }

    /// <summary>How long after they were due the scored messages went.</summary>
    public LatencyHistogram Lateness { get; } = new();

    /// <summary>Scored messages that went more than a millisecond after they were due.</summary>
    public long Late { get; private set; }

    /// <summary>Scored messages that were due when the time was over, and were not sent.</summary>
    public long Unsent { get; private set; }

    /// <summary>Called between warm-up and scored messages.</summary>
    public Action OnScoring { get; init; } = static () => { };

    /// <summary>Sends warm-up and scored messages. Each has a schedule of its own: what the warm-up did not reach is not made up for.</summary>
    /// <param name="stream">The sender's stream, for its clock.</param>
    /// <param name="stop">Ends it early.</param>
    public async Task SendAsync(IDataStream stream, CancellationToken stop)
    {
        await SendAsync(stream, _plan.Warmup, MessagePhase.WarmUp, stop);
        OnScoring();
        Unsent = await SendAsync(stream, _plan.Time, MessagePhase.Scored, stop);
    }

    /// <summary>Sends what is due in a time.</summary>
    /// <returns>How many messages were due in it and were not sent, because it was over.</returns>
    private async Task<long> SendAsync(IDataStream stream, TimeSpan length, MessagePhase phase, CancellationToken stop)
    {
        (long start, long startOnStream) = Begin(stream);
        long end = ToTicks(length);
        long tooLate = end + ToTicks(s_grace);
        long ticks;
        for (long number = 0; (ticks = DueAt(number)) < end && _due.Hold(start + ticks, stop); number++)
        {
            long late = Stopwatch.GetTimestamp() - start - ticks;
            if (ticks + late >= tooLate)
            {
                return CountDue(number, end);
            }

            if (phase == MessagePhase.Scored)
            {
                Lateness.Record(MonotonicClock.FromTicks(late));
                Late += late > s_millisecond ? 1 : 0;
            }

            bool asksBack = _plan.Mode == PerfMode.UnderLoad && _sender.Count % _plan.ReplyEvery == 0;
            await _sender.SendDueAsync(startOnStream + MonotonicClock.FromTicks(ticks), phase, asksBack);
        }

        // The time of the last message is over when the next one would be due: n messages take n times dt.
        _due.Hold(start + end, stop);
        return 0;
    }

    /// <summary>One moment on both clocks: read closest together of several times, the first of which compiles the code.</summary>
    private static (long Ticks, long OnStream) Begin(IDataStream stream)
    {
        (long Ticks, long OnStream) best = default;
        long least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = Stopwatch.GetTimestamp();
            long onStream = stream.Now;
            long apart = Stopwatch.GetTimestamp() - before;
            if (apart < least)
            {
                least = apart;
                best = (before, onStream);
            }
        }

        return best;
    }

    private static long ToTicks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    /// <summary>When a message is due, in ticks after the start: with the first of its burst.</summary>
    private long DueAt(long number)
    {
        long first = number - (number % _plan.Burst);
        return _schedule.TicksUntilDue(first, first * _plan.SizeBytes);
    }

    /// <summary>How many messages, from a number on, are due before a time.</summary>
    private long CountDue(long number, long end)
    {
        (long low, long high) = (number, number + 1);
        while (DueAt(high) < end)
        {
            (low, high) = (high, 2 * high);
        }

        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            (low, high) = DueAt(middle) < end ? (middle + 1, high) : (low, middle);
        }

        return low - number;
    }
}
