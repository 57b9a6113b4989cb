namespace Sockets.Tools.Perf.All.Results;

/// <summary>A counter in an identity.</summary>
/// <param name="Name">What it counts, in words: <c>dropped oldest</c>.</param>
/// <param name="Count">How many.</param>
internal readonly record struct Term(string Name, long Count);
