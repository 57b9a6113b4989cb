using System.Text.RegularExpressions;

namespace Sockets.Transport.Tests.Architecture;

/// <summary>One C# file, taken apart into what the compiler reads and what only people read.</summary>
internal sealed partial class SourceFile
{
    public SourceFile(string path, string text)
    {
        Path = path;
        Text = text;
        List<string> comments = [];
        Code = NotCode().Replace(text, match =>
        {
            if (match.Groups["comment"].Success)
            {
                comments.Add(match.Value);
                return " ";
            }

            return "\"\"";
        });
        Comments = comments;
    }

    /// <summary>Relative to the root, with slashes.</summary>
    public string Path { get; }

    public string Text { get; }

    /// <summary>The text without comments, and with every literal emptied.</summary>
    public string Code { get; }

    public IReadOnlyList<string> Comments { get; }

    public int Lines => Text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    /// <summary>The names of the namespaces it declares.</summary>
    public IReadOnlyList<string> Namespaces =>
        [.. Namespace().Matches(Code).Select(match => match.Groups["name"].Value)];

    /// <summary>The names of the types it declares, nested ones too.</summary>
    public IReadOnlyList<string> Types => [.. Declaration().Matches(Code).Select(match => match.Groups["name"].Value)];

    public override string ToString() => Path;

    [GeneratedRegex(
        """
        (?<comment> //[^\n]* | /\*[\s\S]*?\*/ )
        | \$* (?<quotes>"{3,}) [\s\S]*? \k<quotes> (?!")
        | (?: @\$? | \$@ ) " (?: [^"] | "" )* "
        | \$? " (?: \\. | [^"\\\n] )* "
        | ' (?: \\. | [^'\\\n] )+ '
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex NotCode();

    [GeneratedRegex(
        @"^\s*namespace\s+(?<name>[\w.]+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Namespace();

    [GeneratedRegex(
        """
        (?<! [\w.:] )
        (?: class | struct | interface | enum | record (?: \s+ (?:class|struct) )? | delegate \s+ [^;(]*? )
        \s+ (?<name>\w+) \s* [<({:;\n]
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Declaration();
}
