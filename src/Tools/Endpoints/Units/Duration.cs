using System.Diagnostics.CodeAnalysis;

namespace Sockets.Tools.Endpoints.Units;

/// <summary>Durations with exactly one unit: <c>250us</c>, <c>5ms</c>, <c>10s</c>, <c>1m</c>, <c>1h</c>.</summary>
internal static class Duration
{
    public const string Allowed = "a number with us, ms, s, m or h, as in 250us, 10s, 1m";

    // What timers accept: a little under 25 days.
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>Reads a duration, or nothing: <c>0s</c>.</summary>
    public static bool TryParseAny(string text, out TimeSpan value, [NotNullWhen(false)] out string? error)
    {
        if (NumberAndUnit.TryParse(text, out NumberAndUnit parts, out error) && parts.Number == 0 && TicksPer(parts.Unit) > 0)
        {
            value = TimeSpan.Zero;
            error = null;
            return true;
        }

        return TryParse(text, out value, out error);
    }

    /// <summary>Reads a duration longer than nothing.</summary>
    public static bool TryParse(string text, out TimeSpan value, [NotNullWhen(false)] out string? error)
    {
        value = default;
        if (!NumberAndUnit.TryParse(text, out NumberAndUnit parts, out error))
        {
            return false;
        }

        decimal ticksPerUnit = TicksPer(parts.Unit);
        if (ticksPerUnit == 0)
        {
            error = parts.Unit.Length == 0
                ? $"'{text}' has no unit: write {text}ms, {text}s or {text}m"
                : $"'{parts.Unit}' in '{text}' is not a unit of time: {Allowed}";
            return false;
        }

        decimal ticks = decimal.Truncate(parts.Number * ticksPerUnit);
        if (ticks < 1)
        {
            error = $"'{text}' is shorter than 100ns";
            return false;
        }

        if (ticks > s_longest.Ticks)
        {
            error = $"'{text}' is longer than 24 days";
            return false;
        }

        value = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    private static decimal TicksPer(string unit) => unit switch
    {
        "ns" => 0.01m,
        "us" or "\u00b5s" or "\u03bcs" => TimeSpan.TicksPerMicrosecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        _ => 0m,
    };
}
