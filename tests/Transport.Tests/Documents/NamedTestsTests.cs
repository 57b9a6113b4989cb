using System.Text.RegularExpressions;
using Sockets.Transport.Tests.Architecture;

namespace Sockets.Transport.Tests.Documents;

/// <summary>A page that names a test as its proof names one that exists; that it is green, its own run says.</summary>
public sealed partial class NamedTestsTests
{
    private static readonly string s_tests = string.Concat(House.Sources("tests").Select(source => source.Text));

    [Fact]
    public void Every_test_that_a_page_names_exists()
    {
        string[] pages = [.. House.Files("docs", "*.md"), "README.md", "ARCHITECTURE.md"];

        Assert.Empty(pages.SelectMany(page => Named(House.Read(page)).Where(name => !Exists(name)).Select(name => $"{page} names {name}")));
    }

    [Fact]
    public void Every_abuse_in_the_table_has_its_test()
    {
        string page = House.Read("docs/modes/tcp.md");
        string[] rows = [.. page[page.IndexOf("| abuse |", StringComparison.Ordinal)..].Split('\n').TakeWhile(line => line.StartsWith('|')).Skip(2)];

        Assert.True(rows.Length > 15, $"{rows.Length} rows");
        Assert.DoesNotContain(rows, row => !Named(row.Split('|')[^2]).Any());
    }

    private static IEnumerable<string> Named(string text) => Name().Matches(text).Select(match => match.Groups["name"].Value);

    private static bool Exists(string name) =>
        s_tests.Contains($" {name}(", StringComparison.Ordinal) || s_tests.Contains($"class {name}", StringComparison.Ordinal);

    /// <summary>A fact, which is a sentence, or a class of them; not a constant of C, which is all capitals.</summary>
    [GeneratedRegex(
        @"`(?:\w+/)*(?<name>[A-Z]\w*Tests|(?![A-Z0-9_]+`)[A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+){2,})`",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Name();
}
