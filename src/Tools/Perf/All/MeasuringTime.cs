using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.All;

/// <summary>How long each measurement takes.</summary>
/// <param name="Scored">The time that gives the figures.</param>
internal readonly record struct MeasuringTime(TimeSpan Scored)
{
    /// <summary>Before that, until the code is compiled and the buffers have grown: half as long.</summary>
    public TimeSpan WarmUp => Scored / 2;

    /// <summary>A test of one stream in one direction that takes so long.</summary>
    /// <param name="mode">What is measured.</param>
    /// <param name="size">Payload bytes of each message.</param>
    public TestPlan Plan(PerfMode mode, int size) => new()
    {
        Mode = mode,
        Flow = DataFlow.Up,
        SizeBytes = size,
        Streams = 1,
        TimeNs = Scored.Ticks * TimeSpan.NanosecondsPerTick,
        WarmupNs = WarmUp.Ticks * TimeSpan.NanosecondsPerTick,
    };
}
