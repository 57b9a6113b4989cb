using Sockets.Tools.Commands;
using Sockets.Tools.Completions;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Completions;

/// <summary>What shells are told is what the command knows. How shells take it is tested with the shells (tests/Interop.Tests).</summary>
public sealed class CompletionTests
{
    private static readonly IReadOnlyList<Verb> s_verbs = Program.CreateVerbs(new ToolBench().Context);
    private static readonly CompletedCommand s_root = CompletedCommand.Root(s_verbs);

    public static TheoryData<string> AllShells => [.. Shells.Names];

    [Fact]
    public void Every_option_of_every_command_is_offered()
    {
        foreach (Verb verb in s_verbs.SelectMany(static v => (Verb[])[v, .. v.Children]))
        {
            Program.CreateTree(s_verbs);
            string path = CommandPath.Of(verb.Command)["sockets ".Length..];
            CompletedCommand command = s_root.All.Single(c => c.Path == path);

            Assert.Equal(
                verb.Command.Options.SelectMany(static o => o.Aliases.Append(o.Name)).Concat(["--help", "-h"]).Order(),
                command.Options.SelectMany(static o => o.Names).Order());
        }
    }

    [Theory]
    [MemberData(nameof(AllShells))]
    public void Every_name_stands_in_every_script(string shell)
    {
        string script = Shells.Script(shell, s_root)!;

        foreach (CompletedCommand command in s_root.All)
        {
            Assert.Contains(command.Name, script, StringComparison.Ordinal);
            Assert.All(
                command.Options.SelectMany(static o => o.Names),
                name => Assert.Contains(shell == "fish" ? name.TrimStart('-') : name, script, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("send", "--policy", "wait reject drop-newest drop-oldest conflate disconnect")]
    [InlineData("recv", "--policy", "drop-oldest drop-newest deadline key-frame-aware conflate")]
    [InlineData("recv", "--format", "raw text hex json")]
    [InlineData("send", "--driver", "async thread spin")]
    [InlineData("send", "--compress", "lz4")]
    [InlineData("send", "--color", "auto always never")]
    [InlineData("send", "--json", "lines")]
    public void Words_of_an_option_are_those_that_it_takes(string command, string option, string words) => Assert.Equal(
        words.Split(' '), Option(command, option).Value!.Words);

    [Fact]
    public void Operands_are_endpoints_files_and_words()
    {
        Assert.Equal([ValueKind.Endpoint, ValueKind.File], Command("send").Operands.Select(static o => o.Kind));
        Assert.Equal(["tcp://", "tls://", "unix://", "udp://", "zmq:pub@tcp://"], Command("send").Operands[0].Words.Take(5));
        Assert.Equal([ValueKind.Endpoint, ValueKind.Free], Command("statsd send").Operands.Select(static o => o.Kind));
        Assert.Equal(["statsd://", "statsd+tcp://", "statsd+unix://"], Command("statsd send").Operands[0].Words);
        Assert.Equal(Shells.Names, Command("completions").Operands.Single().Words);
        Assert.Equal(ValueKind.File, Option("recv", "--out").Value!.Kind);
        Assert.Equal(ValueKind.Free, Option("recv", "--count").Value!.Kind);
        Assert.Null(Option("recv", "--keep-open").Value);
    }

    [Fact]
    public async Task A_shell_that_is_not_known_is_exit_2()
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Usage, await bench.RunAsync("completions", "fis"));
        Assert.Contains("did you mean 'fish'?", bench.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, await bench.RunAsync("completions"));
        Assert.Equal(ExitCode.Done, await bench.RunAsync("completions", "bash"));
    }

    private static CompletedCommand Command(string path) => s_root.All.Single(c => c.Path == path);

    private static CompletedOption Option(string path, string name) => Command(path).Options.Single(o => o.Names.Contains(name));
}
