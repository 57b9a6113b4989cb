namespace Sockets.EndToEnd.Harness;

/// <summary>One column of a scenario's table.</summary>
/// <param name="Key">The key in <see cref="Figures"/>.</param>
/// <param name="Title">The column's head, with its unit.</param>
/// <param name="Scale">What the stored figure is multiplied with for printing.</param>
/// <param name="Format">The number format of the printed figure.</param>
internal sealed record Metric(string Key, string Title, double Scale, string Format)
{
    /// <summary>The figure as it is printed, without its unit.</summary>
    public string Print(double value) => (value * Scale).ToString(Format);
}
