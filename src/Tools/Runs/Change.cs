namespace Sockets.Tools.Runs;

/// <summary>One figure of two runs.</summary>
/// <param name="Test">The test it belongs to.</param>
/// <param name="Before">In the first run.</param>
/// <param name="After">In the second.</param>
internal sealed record Change(string Test, Figure Before, Figure After)
{
    /// <summary>By what share of the first it has grown; infinite when it was nothing.</summary>
    public double Growth => After.Value == Before.Value ? 0
        : Before.Value == 0 ? double.PositiveInfinity
        : (After.Value - Before.Value) / Math.Abs(Before.Value);

    /// <summary>By what share it has become worse; negative when it has become better.</summary>
    public double Worse => Before.Better == Better.More ? -Growth : Growth;
}
