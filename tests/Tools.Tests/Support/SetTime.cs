namespace Sockets.Tools.Tests.Support;

/// <summary>The system's clocks, the wall clock of which a test can set.</summary>
internal sealed class SetTime : TimeProvider
{
    private long _ticks;

    /// <summary>Sets the wall clock by so much.</summary>
    public void Set(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ticks));
}
