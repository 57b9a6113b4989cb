using System.CommandLine;
using System.CommandLine.Completions;
using Sockets.Tools.Endpoints;

namespace Sockets.Tools.Completions;

/// <summary>What is offered for the value of an option, or for an operand.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Words">The words there are, or what endpoints begin with.</param>
internal sealed record CompletedValue(ValueKind Kind, IReadOnlyList<string> Words)
{
    // What the help shows in place of a value says what it is: "on|off", "file".
    private const char Or = '|';
    private const string File = "file";
    private const string Endpoint = "uri";
    private const string SchemeEnd = "://";

    /// <summary>The value of an option.</summary>
    public static CompletedValue Of(Option option) => option switch
    {
        _ when WordsOf(option.CompletionSources) is { Count: > 0 } words => new CompletedValue(ValueKind.Words, words),
        { HelpName: { } name } when name.Contains(Or, StringComparison.Ordinal) => new CompletedValue(ValueKind.Words, name.Split(Or)),
        { HelpName: File } => new CompletedValue(ValueKind.File, []),
        _ => new CompletedValue(ValueKind.Free, []),
    };

    /// <summary>An operand.</summary>
    public static CompletedValue Of(Argument operand) => operand switch
    {
        _ when WordsOf(operand.CompletionSources) is { Count: > 0 } words =>
            new CompletedValue(words.TrueForAll(static w => w.EndsWith(SchemeEnd, StringComparison.Ordinal)) ? ValueKind.Endpoint : ValueKind.Words, words),

        // Several are texts, as the lines of statsd send.
        { Arity.MaximumNumberOfValues: > 1 } => new CompletedValue(ValueKind.Free, []),
        { Name: Endpoint } => new CompletedValue(ValueKind.Endpoint, EndpointUriParser.Beginnings),
        _ => new CompletedValue(ValueKind.File, []),
    };

    private static List<string> WordsOf(List<Func<CompletionContext, IEnumerable<CompletionItem>>> sources) =>
        [.. sources.SelectMany(static source => source(CompletionContext.Empty)).Select(static item => item.Label)];
}
