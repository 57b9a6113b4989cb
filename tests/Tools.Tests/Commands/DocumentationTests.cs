using Sockets.Tools.Commands;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Commands;

/// <summary>docs/cli.md says what the command does.</summary>
public sealed class DocumentationTests
{
    private static readonly string s_page = DocumentationPage.Read("cli.md");

    public static TheoryData<string> Examples =>
    [
        .. s_page.Split("```").Where((_, i) => i % 2 == 1).SelectMany(block => block.Split('\n'))
            .Select(line => line.Split('#')[0].Split("| ")[^1].Trim())
            .Where(line => line.StartsWith("sockets ", StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_a_command_line_that_can_be_run(string example)
    {
        string[] words = [.. example.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(w => w.Trim('\''))];

        Assert.NotNull(Plans.Read(new ToolBench(), words));
    }

    [Fact]
    public void Every_option_is_described()
    {
        IEnumerable<string> options = Program.CreateVerbs(new ToolBench().Context).SelectMany(v => (Verb[])[v, .. v.Children])
            .SelectMany(v => v.Command.Options).Select(o => o.Name);

        Assert.All(options.Distinct(), option => Assert.Contains($"`{option}", s_page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_exit_code_is_described() => Assert.All(
        Enum.GetValues<ExitCode>(),
        code => Assert.Matches($@"\n\|( |[^|\n]*, ){(int)code}(,| \|)", s_page));
}
