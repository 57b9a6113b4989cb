using System.CommandLine;
using Sockets.Tools.Commands;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Commands.Help;

public sealed class HelpTests
{
    // ENOSPC and EPIPE.
    private const int NoSpace = 28;
    private const int NotOpen = 9;
    private const int BrokenPipe = 32;

    /// <summary>As one types them: <c>send</c>, <c>perf all</c>.</summary>
    public static TheoryData<string> Verbs => [.. All(new ToolBench()).Select(PathOf)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Begins_with_examples_and_fits_80_columns(string verb)
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Done, await bench.RunAsync([.. verb.Split(' '), "--help"]));

        string[] lines = bench.Help.Split('\n');
        Assert.Equal("Examples:", lines[0]);
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task Is_exit_0_without_a_word_when_its_reader_has_gone()
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Done, await PrintAsync(bench, BrokenPipe, "--help"));
        Assert.Empty(bench.Error);
    }

    [Theory]
    [InlineData("--help", NoSpace, "no space left where standard output goes")]
    [InlineData("--version", NoSpace, "no space left where standard output goes")]
    [InlineData("--help", NotOpen, "cannot write to standard output: it is closed")]
    public async Task Is_exit_7_when_it_cannot_be_written(string option, int why, string error)
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.EnvironmentNotSuitable, await PrintAsync(bench, why, option));
        Assert.Equal($"sockets: {error}\n", bench.Error);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Shows_every_option_in_one_group(string verb)
    {
        ToolBench bench = new();
        await bench.RunAsync([.. verb.Split(' '), "--help"]);
        Verb described = All(bench).Single(v => PathOf(v) == verb);

        Assert.Equal(
            described.Command.Options.Select(o => o.Name).Order(),
            described.Groups.SelectMany(g => g.Options).Select(o => o.Name).Order());
        Assert.All(described.Command.Options, o => Assert.Contains(o.Name, bench.Help, StringComparison.Ordinal));
        Assert.All(described.Command.Options, o => Assert.False(string.IsNullOrEmpty(o.Description)));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_example_is_a_command_line_that_can_be_run(string verb)
    {
        ToolBench bench = new();
        RootCommand root = Program.CreateTree(Program.CreateVerbs(bench.Context));
        string[] path = verb.Split(' ');
        foreach (Example example in All(bench).Single(v => PathOf(v) == verb).Examples)
        {
            // What stands before a pipe belongs to another program.
            string ours = example.CommandLine.Split("| ")[^1];
            string[] words = [.. ours.Split(' ').Select(w => w.Trim('\''))];
            Assert.Equal(["sockets", .. path], words[..(1 + path.Length)]);

            ParseResult parsed = CommandLineHost.Parse(root, words[1..]);
            Assert.Empty(parsed.Errors);
            Assert.NotNull(Plans.Read(bench, words[1..]));
        }
    }

    [Fact]
    public async Task The_whole_help_names_every_verb()
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Done, await bench.RunAsync("--help"));
        Assert.StartsWith("Examples:", bench.Help, StringComparison.Ordinal);
        Assert.All(
            Program.CreateVerbs(bench.Context), v => Assert.Contains($"\n  {v.Command.Name} ", bench.Help, StringComparison.Ordinal));
        Assert.All(bench.Help.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task The_help_of_perf_leads_to_what_can_be_measured()
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Done, await bench.RunAsync("perf", "--help"));
        Assert.Contains("\nUsage: sockets perf <what> [options]\n", bench.Help, StringComparison.Ordinal);
        Assert.Contains("\n  all ", bench.Help, StringComparison.Ordinal);
    }

    private static async Task<ExitCode> PrintAsync(ToolBench bench, int error, string option)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the error numbers are those of Unix");
        RootCommand root = Program.CreateTree(Program.CreateVerbs(bench.Context));
        await using FailingWriter output = new(error);
        return (ExitCode)await CommandLineHost.RunAsync(root, [option], bench.Terminal, output);
    }

    private static IEnumerable<Verb> All(ToolBench bench)
    {
        IReadOnlyList<Verb> verbs = Program.CreateVerbs(bench.Context);
        Program.CreateTree(verbs);
        return verbs.SelectMany(v => (Verb[])[v, .. v.Children]);
    }

    private static string PathOf(Verb verb) => CommandPath.Of(verb.Command)["sockets ".Length..];
}
