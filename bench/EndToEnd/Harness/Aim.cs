namespace Sockets.EndToEnd.Harness;

/// <summary>What the project aims at with a ratio, or with a figure. It is reported as a word and decides nothing.</summary>
/// <param name="Bound">Which side of <paramref name="Value"/> is the good one.</param>
/// <param name="Value">The ratio, or the figure as it is printed.</param>
internal sealed record Aim(Bound Bound, double Value)
{
    public static Aim AtLeast(double value) => new(Bound.AtLeast, value);

    public static Aim AtMost(double value) => new(Bound.AtMost, value);

    /// <summary>The verdict on the median, and whether single passes disagree with it.</summary>
    public string Judge(Spread measured)
    {
        string word = IsMetBy(measured.Median) ? "met" : "not met";
        return IsMetBy(measured.Min) == IsMetBy(measured.Max) ? word : word + ", but passes disagree";
    }

    public override string ToString() => (Bound == Bound.AtLeast ? ">= " : "<= ") + Value.ToString("0.##");

    private bool IsMetBy(double value) => Bound == Bound.AtLeast ? value >= Value : value <= Value;
}
