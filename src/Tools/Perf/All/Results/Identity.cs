using System.Text.Json.Serialization;
using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.All.Results;

/// <summary>
/// What became of every message: the whole and the parts it went into. It closes when they come to the same; when it
/// does not, a message was lost without being counted, or counted twice.
/// </summary>
/// <param name="Whole">What there was.</param>
/// <param name="Parts">What became of it.</param>
internal sealed record Identity(Term Whole, params IReadOnlyList<Term> Parts)
{
    public bool Closes => Missing == 0;

    /// <summary>How many are unaccounted for; negative when more came out than went in.</summary>
    [JsonPropertyName("residual")]
    public long Missing => Whole.Count - Parts.Sum(static p => p.Count);

    /// <summary>The identity with its numbers.</summary>
    public override string ToString()
    {
        string text = $"{Show(Whole)} = {string.Join(" + ", Parts.Select(Show))}";
        return Closes ? text : $"{text} leaves {HumanText.Count(Missing)}";
    }

    private static string Show(Term term) => $"{HumanText.Count(term.Count)} {term.Name}";
}
