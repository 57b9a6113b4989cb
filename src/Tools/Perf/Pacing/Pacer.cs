using Sockets.Tools.Endpoints.Units;

namespace Sockets.Tools.Perf.Pacing;

/// <summary>Holds each message back until it is due at a rate.</summary>
internal sealed class Pacer
{
    private readonly DueTime _due;
    private readonly RateSchedule _schedule;

    /// <param name="rate">The rate to keep.</param>
    /// <param name="time">The clock.</param>
    /// <param name="shortSleep">Blocks for a time below a few milliseconds.</param>
    public Pacer(Rate rate, TimeProvider time, Action<TimeSpan> shortSleep)
    {
        _due = new DueTime(time, shortSleep);
        _schedule = new RateSchedule(rate, time.TimestampFrequency);
    }

    /// <summary>Messages that went more than a millisecond after they were due.</summary>
    public long LateMessages => _due.LateMessages;

    /// <summary>How late the latest one went.</summary>
    public TimeSpan MaxLateness => _due.MaxLateness;

    /// <summary>Waits until the next message is due. Done at once when it is late.</summary>
    /// <param name="messagesBefore">How many messages went before it.</param>
    /// <param name="bytesBefore">How many payload bytes went before it.</param>
    /// <param name="cancellationToken">Ends a long wait.</param>
    public ValueTask WaitAsync(long messagesBefore, long bytesBefore, CancellationToken cancellationToken) =>
        _due.WaitAsync(_schedule.TicksUntilDue(messagesBefore, bytesBefore), cancellationToken);
}
