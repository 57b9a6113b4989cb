using System.CommandLine;
using Sockets.Tools.Commands;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Commands;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs => [.. Program.CreateVerbs(new ToolBench().Context).Select(v => v.Command.Name)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Begins_with_examples_and_fits_80_columns(string verb)
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Done, await bench.RunAsync(verb, "--help"));

        string[] lines = bench.Help.Split('\n');
        Assert.Equal("Examples:", lines[0]);
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Shows_every_option_in_one_group(string verb)
    {
        ToolBench bench = new();
        await bench.RunAsync(verb, "--help");
        Verb described = Program.CreateVerbs(bench.Context).Single(v => v.Command.Name == verb);

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
        IReadOnlyList<Verb> verbs = Program.CreateVerbs(bench.Context);
        RootCommand root = Program.CreateTree(verbs);
        foreach (Example example in verbs.Single(v => v.Command.Name == verb).Examples)
        {
            // What stands before a pipe belongs to another program.
            string ours = example.CommandLine.Split("| ")[^1];
            string[] words = [.. ours.Split(' ').Select(w => w.Trim('\''))];
            Assert.Equal(["sockets", verb], words[..2]);

            ParseResult parsed = CommandLineHost.Parse(root, words[1..]);
            Assert.Empty(parsed.Errors);
            Assert.NotNull(verb == "send"
                ? ReadSend(words[1..], bench)
                : (object)ReadRecv(words[1..], bench));
        }
    }

    [Fact]
    public async Task The_whole_help_names_every_verb()
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Done, await bench.RunAsync("--help"));
        Assert.StartsWith("Examples:", bench.Help, StringComparison.Ordinal);
        Assert.All(Verbs, v => Assert.Contains($"\n  {v.Data} ", bench.Help, StringComparison.Ordinal));
        Assert.All(bench.Help.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    private static SendPlan ReadSend(string[] words, ToolBench bench) => Plans.Send(bench, words);

    private static RecvPlan ReadRecv(string[] words, ToolBench bench) => Plans.Recv(bench, words);
}
