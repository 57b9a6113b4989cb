using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Statsd;

/// <summary>Counts how often timers fire on a clock of the test's.</summary>
internal sealed class BeatCounter(ManualTime time) : TimeProvider
{
    private int _count;

    public ManualTime Time => time;

    public int Count => _count;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(
        inner =>
        {
            Interlocked.Increment(ref _count);
            callback(inner);
        },
        state,
        dueTime,
        period);
}
