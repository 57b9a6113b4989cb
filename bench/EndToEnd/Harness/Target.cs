namespace Sockets.EndToEnd.Harness;

/// <summary>A ratio that the project aims at. It is reported as a word and decides nothing.</summary>
/// <param name="What">What is compared, in words.</param>
/// <param name="Leg">The name of the leg that is judged.</param>
/// <param name="Reference">The name of the leg it is divided by.</param>
/// <param name="Bound">Which side of <paramref name="Ratio"/> is the good one.</param>
/// <param name="Ratio">The aim for leg divided by reference, in the scenario's first metric.</param>
internal sealed record Target(string What, string Leg, string Reference, Bound Bound, double Ratio)
{
    public string Aim => (Bound == Bound.AtLeast ? ">= " : "<= ") + Ratio.ToString("0.00") + "x";

    /// <summary>The verdict on the median, and whether single passes disagree with it.</summary>
    public string Judge(Spread ratios)
    {
        string word = Meets(ratios.Median) ? "met" : "not met";
        return Meets(ratios.Min) == Meets(ratios.Max) ? word : word + ", but passes disagree";
    }

    private bool Meets(double ratio) => Bound == Bound.AtLeast ? ratio >= Ratio : ratio <= Ratio;
}
