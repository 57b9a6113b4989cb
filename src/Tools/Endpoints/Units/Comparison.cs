using System.Diagnostics.CodeAnalysis;

namespace Sockets.Tools.Endpoints.Units;

/// <summary>A field held against a limit, as <c>--expect</c> takes it: <c>messages>=100</c>, <c>p99&lt;250us</c>.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Field">Which figure; one of those that are known.</param>
/// <param name="Operator">How they are compared.</param>
/// <param name="Limit">With what; it depends on the field how that is read.</param>
internal sealed record Comparison(string Text, string Field, string Operator, string Limit)
{
    // Two characters first: '>' is the beginning of '>='.
    private static readonly string[] s_operators = [">=", "<=", "=", "<", ">"];

    /// <summary>Reads one.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="example">What would be right, for the error.</param>
    /// <param name="value">What was read.</param>
    /// <param name="error">What is wrong, when it is none.</param>
    public static bool TryParse(
        string text, string[] fields, string example, [NotNullWhen(true)] out Comparison? value, [NotNullWhen(false)] out string? error)
    {
        value = null;
        int at = text.AsSpan().IndexOfAny("<>=");
        if (at < 0)
        {
            error = $"'{text}' compares nothing: write a field, one of {string.Join(' ', s_operators)}, and a value, as in {example}";
            return false;
        }

        string field = text[..at].Trim();
        if (Array.IndexOf(fields, field) < 0)
        {
            error = $"unknown field '{field}' in '{text}'{Suggestion.Phrase(field, fields)}: fields are {string.Join(", ", fields)}";
            return false;
        }

        string comparison = s_operators.First(o => text.AsSpan(at).StartsWith(o));
        value = new Comparison(text, field, comparison, text[(at + comparison.Length)..].Trim());
        error = null;
        return true;
    }

    /// <summary>Whether a value meets it. What was not measured (NaN) meets nothing.</summary>
    public bool IsMet(double value, double limit) => Operator switch
    {
        ">=" => value >= limit,
        "<=" => value <= limit,
        "<" => value < limit,
        ">" => value > limit,
        _ => !double.IsNaN(value) && value.Equals(limit),
    };
}
