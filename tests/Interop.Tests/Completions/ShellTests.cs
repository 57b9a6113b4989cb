using System.Text.RegularExpressions;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Completions;

/// <summary>
/// The scripts of <c>sockets completions</c> in the shells themselves: bash and zsh on a terminal with the Tab key, fish by
/// the command that does what its Tab does. What is offered is compared with what the help shows.
/// </summary>
public sealed partial class ShellTests
{
    private static readonly string[] s_commands = ["send", "recv", "perf all", "doctor"];

    public static TheoryData<string, string> Cases => new(
        from shell in (string[])["bash", "zsh", "fish"]
        from command in s_commands
        select (shell, command));

    public static TheoryData<string, string, string> Lines => new(
        from shell in (string[])["bash", "zsh", "fish"]
        from line in ((string, string)[])
        [
            ("sockets se", "send"),
            ("sockets perf a", "all"),
            ("sockets completions b", "bash"),
            ("sockets send --polic", "--policy"),
            ("sockets send --policy drop-n", "drop-newest"),
            ("sockets recv --policy key", "key-frame-aware"),
            ("sockets recv --live=of", "--live=off"),
            ("sockets recv -f js", "json"),
            ("sockets send ud", "udp://"),
            ("sockets doctor unix:", "unix://"),
            ("sockets recv tcp://a:1 --out nothing --verif", "--verify"),
            ("sockets send tcp://a:1 fir", "first.bin"),
            ("sockets send --text send se", ""),
        ]
        select (shell, line.Item1, line.Item2));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_option_of_the_help_is_offered(string shell, string command)
    {
        await using Stage stage = new();
        string script = await WriteScriptAsync(stage, shell);
        string help = System.Text.Encoding.UTF8.GetString(await stage.Tool([.. command.Split(' '), "--help"]).FinishAsync());
        string[] expected = [.. OptionOfHelp().Matches(help).Select(static m => m.Groups["name"].Value).Append("--help").Distinct().Order()];

        string shown = shell == "fish" ? await FishAsync(stage, script, $"sockets {command} --") : await PressTabAsync(stage, "list", shell, script, $"sockets {command} --");

        Assert.Equal(expected, OptionShown().Matches(shown).Select(static m => m.Groups["name"].Value).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_word_that_can_only_go_on_in_one_way_is_completed(string shell, string line, string word)
    {
        await using Stage stage = new();
        string script = await WriteScriptAsync(stage, shell);
        if (shell == "fish")
        {
            string[] offered = [.. (await FishAsync(stage, script, line)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => l.Split('\t')[0])];
            Assert.Equal(word.Length == 0 ? [] : [word], offered);
            return;
        }

        string[] words = line.Split(' ');
        string completed = await PressTabAsync(stage, "line", shell, script, line);
        Assert.Contains(string.Concat(words[..^1].Append(word.Length == 0 ? words[^1] : word).Select(static w => $"<{w}>")), completed, StringComparison.Ordinal);
    }

    /// <summary>Debian has no PowerShell: where it is not, no more is seen than that every quote and bracket is closed.</summary>
    [Fact]
    public async Task The_script_for_PowerShell_is_one()
    {
        await using Stage stage = new();
        string script = await WriteScriptAsync(stage, "pwsh");
        if (await Peers.HasAsync(new Peer("powershell", "program", "pwsh", [])))
        {
            const string Check = "$e = $null; [void][System.Management.Automation.Language.Parser]::ParseFile($args[0], [ref]$null, [ref]$e); $e; exit $e.Count";
            await stage.Program("pwsh", "-NoProfile", "-Command", $"& {{ {Check} }} '{script}'").FinishAsync();
            return;
        }

        string[] parts = (await File.ReadAllTextAsync(script, TestContext.Current.CancellationToken)).Split('\'');
        Assert.Equal(1, parts.Length % 2);
        Stack<char> open = new();
        foreach (char c in parts.Where(static (_, i) => i % 2 == 0).SelectMany(static p => p).Where("(){}[]".Contains))
        {
            if ("({[".Contains(c, StringComparison.Ordinal))
            {
                open.Push(c);
            }
            else
            {
                Assert.Equal("({["[")}]".IndexOf(c, StringComparison.Ordinal)], open.Pop());
            }
        }

        Assert.Empty(open);
    }

    [GeneratedRegex("^  (-., )?(?<name>--[a-z-]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex OptionOfHelp();

    [GeneratedRegex(@"(?<![a-z-])(?<name>--[a-z][a-z-]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex OptionShown();

    private static async Task<string> WriteScriptAsync(Stage stage, string shell)
    {
        byte[] script = await stage.Tool("completions", shell).FinishAsync();
        await File.WriteAllBytesAsync(stage["script"], script, TestContext.Current.CancellationToken);
        return stage["script"];
    }

    private static async Task<string> PressTabAsync(Stage stage, string mode, string shell, string script, string line)
    {
        Peers.Program(shell);
        return System.Text.Encoding.UTF8.GetString(await stage.Script("press_tab.py", mode, shell, script, line).FinishAsync());
    }

    private static async Task<string> FishAsync(Stage stage, string script, string line)
    {
        await File.WriteAllTextAsync(stage["first.bin"], "", TestContext.Current.CancellationToken);
        Running fish = stage.Program("fish", "--no-config", "-c", "cd (dirname $argv[1]); source $argv[1]; complete -C \"$argv[2]\"", script, line);
        return System.Text.Encoding.UTF8.GetString(await fish.FinishAsync());
    }
}
