using System.Text.RegularExpressions;

namespace Sockets.Transport.Tests.Architecture;

/// <summary>
/// The numbered requirements of the wire pages. A tag is the protocol, a dash, the letter of the section and a number:
/// three to eight characters, then for instance F3. A page defines one by writing it bold, and may mention it anywhere.
/// A test names it in a comment or in a trait.
/// </summary>
internal static partial class Requirements
{
    /// <summary>A page or a test, by its path, and the tags in it.</summary>
    public sealed record Mentions(string Path, IReadOnlyList<string> Tags);

    public static IReadOnlyList<string> DefinedIn(string page) =>
        [.. Definition().Matches(page).Select(match => match.Groups["tag"].Value)];

    public static IReadOnlyList<string> MentionedIn(string page) =>
        [.. Tag().Matches(page).Select(match => match.Value)];

    public static IReadOnlyList<string> NamedBy(SourceFile test) =>
    [
        .. test.Comments.SelectMany(comment => Tag().Matches(comment)).Select(match => match.Value)
            .Concat(Trait().Matches(test.Text).Select(match => match.Groups["tag"].Value))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>What is wrong between the pages and the tests, one sentence each; nothing when all is well.</summary>
    public static IReadOnlyList<string> Judge(
        IReadOnlyList<Mentions> defined, IReadOnlyList<Mentions> mentioned, IReadOnlyList<Mentions> tested)
    {
        HashSet<string> definedTags = [.. defined.SelectMany(page => page.Tags)];
        HashSet<string> testedTags = [.. tested.SelectMany(test => test.Tags)];
        return
        [
            .. from page in defined
               from tag in page.Tags
               where !testedTags.Contains(tag)
               select $"{tag} ({page.Path}) is named by no test",
            .. from tag in defined.SelectMany(page => page.Tags).CountBy(tag => tag)
               where tag.Value > 1
               select $"{tag.Key} is defined {tag.Value} times",
            .. from place in tested.Concat(mentioned)
               from tag in place.Tags.Distinct()
               where !definedTags.Contains(tag)
               select $"{tag} ({place.Path}) is defined on no page of docs/wire",
        ];
    }

    [GeneratedRegex(
        @"\*\*(?<tag>[A-Z][A-Z0-9]{2,7}-[A-Z][0-9]{1,3})\*\*",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Definition();

    [GeneratedRegex(
        @"\b[A-Z][A-Z0-9]{2,7}-[A-Z][0-9]{1,3}\b",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Tag();

    [GeneratedRegex(
        @"Trait\(\s*""Requirement""\s*,\s*""(?<tag>[^""]*)""\s*\)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Trait();
}
