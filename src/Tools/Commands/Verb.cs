using System.CommandLine;

namespace Sockets.Tools.Commands;

/// <summary>One verb of the command line with what its help shows.</summary>
internal sealed record Verb
{
    public required Command Command { get; init; }

    /// <summary>Verbs of its own: <c>all</c> of <c>perf</c>.</summary>
    public IReadOnlyList<Verb> Children { get; init; } = [];

    /// <summary>Operands as the usage line shows them; empty when there are none.</summary>
    public required string Operands { get; init; }

    /// <summary>What the operands mean, one line each.</summary>
    public required IReadOnlyList<(string Name, string Meaning)> OperandMeanings { get; init; }

    public required IReadOnlyList<Example> Examples { get; init; }

    public required IReadOnlyList<OptionGroup> Groups { get; init; }
}
