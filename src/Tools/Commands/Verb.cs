using System.CommandLine;

namespace Sockets.Tools.Commands;

/// <summary>One verb of the command line with what its help shows.</summary>
internal sealed record Verb
{
    public required Command Command { get; init; }

    /// <summary>Operands as the usage line shows them.</summary>
    public required string Operands { get; init; }

    /// <summary>What the operands mean, one line each.</summary>
    public required IReadOnlyList<(string Name, string Meaning)> OperandMeanings { get; init; }

    public required IReadOnlyList<Example> Examples { get; init; }

    public required IReadOnlyList<OptionGroup> Groups { get; init; }
}
