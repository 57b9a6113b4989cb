namespace Sockets.Tools.Output;

/// <summary>What became of one expectation.</summary>
/// <param name="Expression">As it was written.</param>
/// <param name="IsMet">Whether it holds.</param>
/// <param name="Value">The value it was held against, in the unit of the field.</param>
internal sealed record ExpectationResult(string Expression, bool IsMet, double Value)
{
    /// <summary>The value in its unit; null when it was not measured.</summary>
    public string? Shown { get; init; }
}
