using System.CommandLine;
using Sockets.Tools.Commands.Options;

namespace Sockets.Tools.Completions;

/// <summary>An option as shells offer it.</summary>
/// <param name="Names">All its names, the longest first.</param>
/// <param name="Description">What it is for, in a line.</param>
/// <param name="Value">Its value; null for a switch.</param>
/// <param name="IsValueOptional">Whether the value stands behind an equals sign only, and may be left out: <c>--json=lines</c>.</param>
internal sealed record CompletedOption(IReadOnlyList<string> Names, string Description, CompletedValue? Value, bool IsValueOptional)
{
    public static CompletedOption Of(Option option)
    {
        bool isOptional = option.Arity.MinimumNumberOfValues == 0;
        bool isSwitch = option is Option<bool> || (isOptional && option.HelpName is null);
        CompletedValue? value = isSwitch ? null
            : option.Name == JsonOption.Name ? new CompletedValue(ValueKind.Words, option.HelpName!.Split('|'))
            : CompletedValue.Of(option);
        return new CompletedOption([.. option.Aliases.Append(option.Name).OrderByDescending(static n => n.Length)], FirstSentence(option.Description ?? ""), value, isOptional);
    }

    /// <summary>Names that take the next word as their value.</summary>
    public IEnumerable<string> NamesBeforeValue => Value is null || IsValueOptional ? [] : Names;

    /// <summary>What is offered where an option can stand.</summary>
    public IEnumerable<string> Offered => Value is not null && IsValueOptional ? [.. Names, .. Value.Words.Select(w => $"{Names[0]}={w}")] : Names;

    private static string FirstSentence(string text)
    {
        int end = text.IndexOfAny([':', ';']);
        int stop = text.IndexOf(". ", StringComparison.Ordinal);
        end = stop >= 0 && (end < 0 || stop < end) ? stop : end;
        return (end < 0 ? text : text[..end]).TrimEnd('.');
    }
}
