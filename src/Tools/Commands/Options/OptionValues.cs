using System.CommandLine;
using System.CommandLine.Parsing;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;

namespace Sockets.Tools.Commands.Options;

/// <summary>Reads option values with our own units, and says which option a wrong value belongs to.</summary>
internal sealed class OptionValues
{
    private readonly ParseResult _parsed;

    public OptionValues(ParseResult parsed) => _parsed = parsed;

    public bool Has(Option option) => _parsed.GetResult(option) is { Implicit: false };

    /// <summary>A value as it was written; null when the option is not given.</summary>
    public string? ReadText(Option<string> option) => _parsed.GetValue(option);

    /// <summary>A value with a unit; null when the option is not given.</summary>
    public T? Read<T>(Option<string> option, UnitParser<T> parse)
        where T : struct =>
        _parsed.GetValue(option) is { } text ? Parse(option.Name, text, parse) : null;

    /// <summary>The values of an option that can be given several times.</summary>
    public IReadOnlyList<T> ReadAll<T>(Option<string[]> option, UnitParser<T> parse) =>
        [.. (_parsed.GetValue(option) ?? []).Select(text => Parse(option.Name, text, parse))];

    /// <summary>One of a few words; null when the option is not given.</summary>
    public string? ReadWord(Option<string> option, IReadOnlyList<string> words)
    {
        if (_parsed.GetValue(option) is not { } text || words.Contains(text, StringComparer.Ordinal))
        {
            return _parsed.GetValue(option);
        }

        throw ToolException.Usage(
            $"{option.Name}: '{text}' is unknown{Suggestion.Phrase(text, words)}", $"allowed are {string.Join(", ", words)}");
    }

    /// <summary>The options of a kind with their values in the order they were given.</summary>
    public IEnumerable<(string Option, string Value)> InOrder(params IReadOnlyList<Option> options)
    {
        string? option = null;
        foreach (Token token in _parsed.Tokens)
        {
            if (token.Type == TokenType.Option)
            {
                option = options.FirstOrDefault(o => o.Name == token.Value || o.Aliases.Contains(token.Value))?.Name;
            }
            else if (option is not null && token.Type == TokenType.Argument)
            {
                yield return (option, token.Value);
                option = null;
            }
        }
    }

    private static T Parse<T>(string name, string text, UnitParser<T> parse) =>
        parse(text, out T value, out string? error) ? value : throw ToolException.Usage($"{name}: {error}");
}
