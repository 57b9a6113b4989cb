using Sockets.Tools.Endpoints.Units;

namespace Sockets.Tools.Perf.Pacing;

/// <summary>
/// When each message is due, as an absolute time after the start: message k at t0 + k·dt. A message that goes late does
/// not move the ones behind it, so the rate does not drift.
/// </summary>
internal readonly struct RateSchedule
{
    private readonly RateUnit _unit;
    private readonly double _ticksPerUnit;

    /// <param name="rate">The rate to keep.</param>
    /// <param name="frequency">Ticks of the clock in one second.</param>
    public RateSchedule(Rate rate, long frequency)
    {
        _unit = rate.Unit;
        _ticksPerUnit = frequency / rate.PerSecond;
    }

    /// <summary>Clock ticks from the start until the next message is due.</summary>
    /// <param name="messagesBefore">How many messages went before it.</param>
    /// <param name="bytesBefore">How many payload bytes went before it.</param>
    public long TicksUntilDue(long messagesBefore, long bytesBefore) =>
        (long)((_unit == RateUnit.Messages ? messagesBefore : bytesBefore * 8.0) * _ticksPerUnit);
}
