namespace Sockets.Tools.Perf;

/// <summary>How long each measurement takes.</summary>
/// <param name="Scored">The time that gives the figures.</param>
internal readonly record struct MeasuringTime(TimeSpan Scored)
{
    /// <summary>Before that, until the code is compiled and the buffers have grown: half as long.</summary>
    public TimeSpan WarmUp => Scored / 2;
}
