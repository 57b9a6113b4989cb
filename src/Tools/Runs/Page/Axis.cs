namespace Sockets.Tools.Runs.Page;

/// <summary>One axis of a plot: where values stand on it, from 0 to 1, and where its ticks are.</summary>
internal sealed class Axis
{
    private const int FewestTicks = 3;

    private readonly double _from;
    private readonly double _to;
    private readonly bool _isLog;

    private Axis(double from, double to, bool isLog, IReadOnlyList<double> ticks, Func<double, string> label)
    {
        _from = isLog ? Math.Log10(from) : from;
        _to = isLog ? Math.Log10(to) : to;
        _isLog = isLog;
        Ticks = [.. ticks.Select(t => (t, label(t)))];
    }

    public IReadOnlyList<(double Value, string Label)> Ticks { get; }

    /// <summary>From 0 to a round number above the largest value.</summary>
    public static Axis Linear(double largest, Func<double, string> label)
    {
        largest = largest > 0 ? largest : 1;
        double step = RoundStep(largest / FewestTicks);
        double to = Math.Ceiling(largest / step - 1e-9) * step;
        return new Axis(0, to, isLog: false, [.. Enumerable.Range(0, (int)Math.Round(to / step) + 1).Select(i => i * step)], label);
    }

    /// <summary>Over whole powers of ten; both values above 0.</summary>
    public static Axis Log(double smallest, double largest, Func<double, string> label)
    {
        int from = (int)Math.Floor(Math.Log10(smallest));
        int to = Math.Max(from + 1, (int)Math.Ceiling(Math.Log10(largest)));
        return new Axis(Math.Pow(10, from), Math.Pow(10, to), isLog: true, [.. Enumerable.Range(from, to - from + 1).Select(static e => Math.Pow(10, e))], label);
    }

    /// <summary>With ticks where the caller wants them.</summary>
    public static Axis Log(double smallest, double largest, IReadOnlyList<double> ticks, Func<double, string> label) => new(smallest, largest, isLog: true, ticks, label);

    public double Place(double value) => Math.Clamp(((_isLog ? Math.Log10(Math.Max(value, double.Epsilon)) : value) - _from) / (_to - _from), 0, 1);

    // 1, 2 or 5 times a power of ten.
    private static double RoundStep(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double digit = step / power;
        return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
    }
}
