namespace Sockets.Tools.Tests.Support;

/// <summary>The system's clock, ten times as fast: patience of half a minute is over in three seconds.</summary>
internal sealed class QuickTime : TimeProvider
{
    private const int Times = 10;

    private readonly long _start = System.GetTimestamp();

    public TimeSpan Now => GetElapsedTime(_start);

    public override long TimestampFrequency => System.TimestampFrequency / Times;

    public override long GetTimestamp() => System.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new QuickTimer(System.CreateTimer(callback, state, Quick(dueTime), Quick(period)));

    private static TimeSpan Quick(TimeSpan time) => time > TimeSpan.Zero ? time / Times : time;

    private sealed class QuickTimer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(Quick(dueTime), Quick(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
