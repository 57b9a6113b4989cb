using Sockets.Tools.Commands;

namespace Sockets.Tools.Completions;

/// <summary>A command as shells complete what stands behind it.</summary>
/// <param name="Path">What leads to it, without the tool's name: empty, <c>send</c>, <c>perf all</c>.</param>
/// <param name="Description">What it does.</param>
/// <param name="Children">The commands below it.</param>
/// <param name="Options">Its options, as its help groups them.</param>
/// <param name="Operands">What stands behind it, in order.</param>
internal sealed record CompletedCommand(
    string Path, string Description, IReadOnlyList<CompletedCommand> Children, IReadOnlyList<CompletedOption> Options, IReadOnlyList<CompletedValue> Operands)
{
    private static readonly CompletedOption s_help = new(["--help", "-h"], "Show the help", Value: null, IsValueOptional: false);
    private static readonly CompletedOption s_version = new(["--version"], "Show the version", Value: null, IsValueOptional: false);

    /// <summary>The tool itself, with all that is below it.</summary>
    public static CompletedCommand Root(IReadOnlyList<Verb> verbs) => new("", "", [.. verbs.Select(static v => Of(v, ""))], [s_help, s_version], []);

    /// <summary>Its own name.</summary>
    public string Name => Path.Split(' ')[^1];

    /// <summary>It and all below it.</summary>
    public IEnumerable<CompletedCommand> All => [this, .. Children.SelectMany(static c => c.All)];

    private static CompletedCommand Of(Verb verb, string above)
    {
        string path = $"{above} {verb.Command.Name}".TrimStart();
        return new CompletedCommand(
            path,
            (verb.Command.Description ?? "").TrimEnd('.'),
            [.. verb.Children.Select(child => Of(child, path))],
            [.. verb.Groups.SelectMany(static g => g.Options).Select(CompletedOption.Of), s_help],
            [.. verb.Command.Arguments.Select(CompletedValue.Of)]);
    }
}
