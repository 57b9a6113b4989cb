namespace Sockets.Transport.Tests.Architecture;

/// <summary>Every requirement of the wire pages is named by a test, and no test names one that is not there.</summary>
public sealed class RequirementsTests
{
    [Fact]
    public void Pages_and_tests_agree_on_the_requirements()
    {
        string[] pages = [.. House.Files("docs/wire", "*.md")];
        IReadOnlyList<SourceFile> tests = House.Sources("tests");

        Rule.Holds(Requirements.Judge(
            [.. pages.Select(page => new Requirements.Mentions(page, Requirements.DefinedIn(House.Read(page))))],
            [.. pages.Select(page => new Requirements.Mentions(page, Requirements.MentionedIn(House.Read(page))))],
            [.. tests.Select(test => new Requirements.Mentions(test.Path, Requirements.NamedBy(test)))]));
    }

    [Theory]
    [InlineData("- **ABC1-F3** A frame begins with its length.", "ABC1-F3")]
    [InlineData("| **ABC1-F3** | a | **ABCD-G12** | b |", "ABC1-F3,ABCD-G12")]
    [InlineData("As ABC1-F3 says, **always** UTF-8, **SHA-256**, RFC-3550.", "")]
    public void A_page_defines_what_it_writes_bold(string page, string tags) =>
        Assert.Equal(Split(tags), Requirements.DefinedIn(page));

    [Theory]
    [InlineData("// ABC1-F3, ABC1-F4: says the length first", "ABC1-F3,ABC1-F4")]
    [InlineData("/// <summary>ABC1-F3.</summary>", "ABC1-F3")]
    [InlineData("[Trait(\"Requirement\", \"ABC1-F3\")]", "ABC1-F3")]
    [InlineData("// UTF-8, ISO-8601, X-F3", "")]
    [InlineData("var s = \"ABC1-F3\";", "")]
    public void A_test_names_them_in_comments_and_traits(string test, string tags) =>
        Assert.Equal(Split(tags), Requirements.NamedBy(new SourceFile("x.cs", test)));

    [Fact]
    public void What_has_no_counterpart_is_told_with_its_place()
    {
        Requirements.Mentions[] pages = [new("a.md", ["ABC1-F1", "ABC1-F2"]), new("b.md", ["ABC1-F2"])];
        Requirements.Mentions[] mentioned = [new("b.md", ["ABC1-F2", "ABC1-F8"])];
        Requirements.Mentions[] tests = [new("T.cs", ["ABC1-F2", "ABC1-F9"])];

        Assert.Equal(
            [
                "ABC1-F1 (a.md) is named by no test",
                "ABC1-F2 is defined 2 times",
                "ABC1-F9 (T.cs) is defined on no page of docs/wire",
                "ABC1-F8 (b.md) is defined on no page of docs/wire",
            ],
            Requirements.Judge(pages, mentioned, tests));
    }

    private static string[] Split(string tags) => tags.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
